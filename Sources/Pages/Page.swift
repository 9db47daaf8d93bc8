import Bytes
import Pictures
import Reports

/// A page that is one file: it needs no other file and no network, reads without scripts, and may do
/// nothing but what its own script does.
package struct Page: Sendable {
  /// Whose it is and of which view.
  package var title: String
  /// What kind of page it is, over the title.
  package var kind: String
  /// What has to be known before anything else, under the title.
  package var terms: [(name: String, value: String)]
  /// The sections, numbered in this order.
  package var sections: [PageSection]

  package init(
    title: String, kind: String, terms: [(name: String, value: String)], sections: [PageSection]
  ) {
    self.title = title
    self.kind = kind
    self.terms = terms
    self.sections = sections
  }

  /// What the page may load: nothing. Its style is its own, and of scripts it runs the one whose
  /// digest stands here (Content Security Policy Level 3, source `sha256-…`).
  static var policy: String {
    let script = PackageResources.page_js
    return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
      + "\(SHA256.hash(script.span).base64)'; base-uri 'none'; form-action 'none'"
  }

  /// The file.
  package var bytes: [UInt8] {
    var html = HTML()
    html.markup(Array("<!DOCTYPE html>\n".utf8))
    html.element("html", [.init("lang", "en")]) { html in
      html.line()
      writeHead(to: &html)
      html.element("body") { html in
        html.line()
        html.element("a", [.init("class", "skip"), .init("href", "#content")], "To the content")
        html.line()
        writeBanner(to: &html)
        writeContents(to: &html)
        html.element("main", [.init("id", "content"), .init("tabindex", "-1")]) { html in
          html.line()
          var writer = SectionWriter()
          for (place, section) in sections.enumerated() {
            writer.write(section, numbered: "\(place + 1)", level: 2, to: &html)
          }
        }
        html.line()
        html.element("footer") { html in
          html.element(
            "p", "Made by reprieve \(Build.version). It describes; it recommends nothing.")
        }
        html.line()
        html.element("script") { $0.markup(PackageResources.page_js) }
        html.line()
      }
    }
    html.line()
    return html.bytes
  }

  private func writeHead(to html: inout HTML) {
    html.element("head") { html in
      html.line()
      html.void("meta", [.init("charset", "utf-8")])
      html.line()
      html.void(
        "meta", [.init("http-equiv", "Content-Security-Policy"), .init("content", Self.policy)])
      html.line()
      for (name, content) in [
        ("viewport", "width=device-width, initial-scale=1"), ("color-scheme", "light dark"),
        ("referrer", "no-referrer"), ("robots", "noindex"),
        ("generator", "reprieve \(Build.version)"),
      ] {
        html.void("meta", [.init("name", name), .init("content", content)])
        html.line()
      }
      html.element("title", title)
      html.line()
      html.element("style") { $0.markup(PackageResources.page_css) }
      html.line()
    }
    html.line()
  }

  private func writeBanner(to html: inout HTML) {
    html.element("header") { html in
      html.element("p", [.init("class", "kind")], kind)
      html.element("h1", title)
      html.line()
      SectionWriter.write(terms, to: &html)
    }
    html.line()
  }

  private func writeContents(to html: inout HTML) {
    html.element("nav", [.init("aria-label", "Contents")]) { html in
      html.element("ol") { html in
        for section in sections {
          html.element("li") { html in
            html.element("a", [.init("href", "#\(section.id.map(\.description) ?? "content")")]) {
              $0.text(section.heading)
            }
          }
        }
      }
    }
    html.line()
  }
}
