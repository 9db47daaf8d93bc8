// swift-tools-version: 6.2
import PackageDescription

// Data flows one way: bytes → lines → events → histories → projections → reports.
// A target imports only what stands above it here; the build checks that it does.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target
{
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// Tests see what a neighbour's types are made of, so their imports need not be sorted by access.
let testSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
]

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: testSettings)
}

let package = Package(
  name: "reprieve",
  products: [
    .library(name: "Reprieve", targets: ["Reprieve"]),
    .executable(name: "reprieve", targets: ["reprieve-command"]),
  ],
  targets: [
    // All that is C: SHA-256 by the processor's own instructions.
    .target(name: "CSHA256"),
    room("Bytes", ["CSHA256"]),
    room("EventLog", ["Bytes"]),
    room("Evidence", ["Bytes", "EventLog"]),
    room(
      "Definitions", ["Bytes"],
      resources: [.embedInCode("instruments.json"), .embedInCode("definitions.bin")]),
    room("Events", ["Bytes", "Definitions", "EventLog"]),
    room("Recording", ["Bytes", "Definitions", "EventLog", "Events", "Evidence"]),
    // Events as resources of FHIR R4, and back.
    room("FHIR", ["Bytes", "Definitions", "Events"]),
    room("Histories", ["Bytes", "Definitions", "EventLog", "Events", "Evidence"]),
    room("Statistics", []),
    room(
      "Projections", ["Bytes", "Definitions", "EventLog", "Events", "Histories", "Statistics"]),
    room(
      "Reports", ["Bytes", "Definitions", "Events", "Histories", "Projections", "Statistics"]),
    room(
      "Exporting",
      [
        "Bytes", "Definitions", "EventLog", "Events", "FHIR", "Histories", "Projections", "Reports",
      ]),
    room("Importing", ["Bytes", "Definitions", "Events", "FHIR"]),
    room(
      "Pictures",
      ["Bytes", "Definitions", "Events", "Histories", "Projections", "Reports", "Statistics"]),
    room(
      "Pages", ["Bytes", "EventLog", "Pictures", "Projections", "Reports"],
      resources: [.embedInCode("page.css"), .embedInCode("page.js")]),
    // What leaves: a log without anybody's name, and who could still be told by what is in it.
    room(
      "Privacy",
      ["Bytes", "EventLog", "Events", "Recording", "Histories"]),
    room("Simulation", ["Bytes", "Definitions", "EventLog", "Events"]),
    room(
      "Reprieve",
      [
        "Bytes", "Definitions", "EventLog", "Events", "Recording", "Histories", "Projections",
        "Reports", "Statistics",
      ]),
    room(
      "Commands",
      [
        "Bytes", "Definitions", "EventLog", "Events", "Evidence", "Exporting", "FHIR", "Importing",
        "Recording", "Histories", "Pages", "Pictures", "Privacy", "Projections",
        "Reports", "Simulation", "Statistics",
      ]),
    .executableTarget(
      name: "reprieve-command", dependencies: ["Bytes", "Commands"], path: "Sources/reprieve",
      swiftSettings: settings),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Bytes", "Definitions", "EventLog", "Events", "Evidence", "Histories", "Projections",
        "Recording", "Simulation", "Statistics",
      ],
      path: "Benchmarks", exclude: ["peers", "startup.py"], swiftSettings: settings),

    .target(
      name: "TestSupport",
      dependencies: ["Bytes", "Commands", "Definitions", "EventLog", "Events", "Histories"],
      path: "Tests/TestSupport", swiftSettings: testSettings),
    tests("HostileInputTests", ["Bytes", "HostileInput", "fuzz"]),
    tests("LibraryTests", ["Reprieve"]),
    tests("PicturesTests", ["Bytes", "Commands", "Pictures", "Reports", "TestSupport"]),
    // The estimators as they are asked by vectors and by other packages' authors.
    .target(
      name: "Estimates", dependencies: ["Bytes", "Statistics"], path: "Tests/Peers/Estimates",
      swiftSettings: settings),
    .executableTarget(
      name: "estimate", dependencies: ["Bytes", "Estimates"], path: "Tests/Peers/estimate",
      swiftSettings: settings),
    // Parquet files with everything that is rare, for other people's readers.
    .executableTarget(
      name: "edges", dependencies: ["Bytes", "Exporting"], path: "Tests/Peers/edges",
      swiftSettings: settings),
    // Hostile input for everything that reads any.
    .target(
      name: "HostileInput",
      dependencies: [
        "Bytes", "Definitions", "EventLog", "Events", "Evidence", "Importing", "Projections",
        "Recording", "Reports", "TestSupport",
      ],
      path: "Tests/Fuzz/Parts", swiftSettings: testSettings),
    .executableTarget(
      name: "fuzz", dependencies: ["Bytes", "HostileInput"], path: "Tests/Fuzz/fuzz",
      swiftSettings: testSettings),
    tests("StatisticsTests", ["Bytes", "Estimates", "Statistics", "TestSupport"]),
    tests(
      "ProjectionsTests",
      [
        "Bytes", "Definitions", "EventLog", "Events", "Histories", "Projections", "Statistics",
        "TestSupport",
      ]),
    tests(
      "HistoriesTests",
      [
        "Bytes", "Definitions", "EventLog", "Events", "Histories", "Simulation", "TestSupport",
      ]),
    // Faults that the log's promises are held against, for `swift test` and as a command.
    .target(
      name: "CampaignParts",
      dependencies: [
        "Bytes", "Definitions", "EventLog", "Events", "Evidence", "Recording", "TestSupport",
      ],
      path: "Tests/Campaign/Parts", swiftSettings: settings),
    .executableTarget(
      name: "campaign", dependencies: ["Bytes", "CampaignParts"], path: "Tests/Campaign/campaign",
      swiftSettings: settings),
    tests("BytesTests", ["Bytes", "TestSupport"]),
    tests("ImportingTests", ["Bytes", "Importing", "TestSupport"]),
    tests("EventLogTests", ["Bytes", "EventLog", "TestSupport"]),
    tests(
      "ExportingTests",
      [
        "Bytes", "Commands", "Definitions", "EventLog", "Events", "Exporting", "Histories",
        "Projections", "Reports", "TestSupport",
      ]),
    tests("EvidenceTests", ["Bytes", "EventLog", "Evidence", "Recording", "TestSupport"]),
    tests("FHIRTests", ["Bytes", "Definitions", "Events", "FHIR", "TestSupport"]),
    tests("DefinitionsTests", ["Bytes", "Definitions", "TestSupport"]),
    tests("EventsTests", ["Bytes", "Definitions", "EventLog", "Events", "TestSupport"]),
    tests(
      "SimulationTests",
      [
        "Bytes", "Definitions", "EventLog", "Events", "Histories", "Projections", "Simulation",
        "TestSupport",
      ]),
    tests(
      "RecordingTests",
      [
        "Bytes", "CampaignParts", "Commands", "Definitions", "EventLog", "Events", "Histories",
        "Recording", "TestSupport",
      ]),
    tests(
      "CommandsTests",
      [
        "Bytes", "CampaignParts", "Commands", "Definitions", "Estimates", "EventLog", "Events",
        "Histories",
        "Privacy", "Projections", "Recording", "Reports", "TestSupport", "reprieve-command",
      ]),
  ]
)
