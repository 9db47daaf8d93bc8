/// The scripts that a shell reads. They know nothing of commands: the program is asked each time, so that
/// they are right whichever version is installed.
enum CompletionScript {
  /// The script of a shell.
  static func text(_ shell: Completion.Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  private static let bash = #"""
    # bash completion for reprieve: reprieve completion bash
    _reprieve() {
      local line current=${COMP_WORDS[COMP_CWORD]} endings ending file
      [[ $current == = ]] && current=
      COMPREPLY=()
      while IFS= read -r line; do
        case $line in
          :nospace) compopt -o nospace 2>/dev/null ;;
          :folders)
            compopt -o filenames 2>/dev/null
            while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -d -- "$current")
            ;;
          :files*)
            compopt -o filenames 2>/dev/null
            endings=${line#:files}
            while IFS= read -r file; do
              if [[ -d $file || -z $endings ]]; then
                COMPREPLY+=("$file")
              else
                for ending in $endings; do
                  [[ $file == *."$ending" ]] && COMPREPLY+=("$file")
                done
              fi
            done < <(compgen -f -- "$current")
            ;;
          *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
      done < <("${COMP_WORDS[0]}" __complete bash "$COMP_CWORD" "${COMP_WORDS[@]}" 2>/dev/null)
    }
    complete -F _reprieve reprieve

    """#

  private static let zsh = #"""
    #compdef reprieve
    # zsh completion for reprieve: reprieve completion zsh
    _reprieve() {
      local line value meaning
      local -a lines described suffix endings
      lines=("${(@f)$("${words[1]}" __complete zsh $((CURRENT - 1)) "${(@Q)words}" 2>/dev/null)}")
      for line in $lines; do
        case $line in
          :nospace) suffix=(-S '') ;;
          :folders)
            compset -P '--*='
            _files -/
            return
            ;;
          :files*)
            endings=(${=line#:files})
            compset -P '--*='
            if (( $#endings )); then _files -g "*.(${(j:|:)endings})(-.)"; else _files; fi
            return
            ;;
          *)
            value=${line%%$'\t'*} meaning=${line#*$'\t'}
            described+=("${value//:/\\:}${meaning:+:$meaning}")
            ;;
        esac
      done
      (( $#described )) && _describe -t values value described $suffix
    }
    if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
      _reprieve "$@"
    else
      compdef _reprieve reprieve
    fi

    """#

  private static let fish = #"""
    # fish completion for reprieve: reprieve completion fish
    function __reprieve_complete
        set -l words (commandline -opc)
        set -l current (commandline -ct)
        for line in ($words[1] __complete fish (count $words) $words "$current" 2>/dev/null)
            switch $line
                case ':nospace'
                case ':folders'
                    __fish_complete_directories (string replace -r '^--[^=]*=' '' -- $current)
                case ':files*'
                    for file in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- $current))
                        set -l prefix (string match -r '^--[^=]*=' -- $current)
                        set -l name (string split -f 1 -- \t $file)
                        set -l endings (string split -n -- ' ' (string replace ':files' '' -- $line))
                        if string match -q '*/' -- $name; or test (count $endings) -eq 0
                            echo "$prefix"$file
                        else if contains -- (string split -r -m 1 -f 2 -- . $name) $endings
                            echo "$prefix"$file
                        end
                    end
                case '*'
                    echo $line
            end
        end
    end
    complete -c reprieve -f -a '(__reprieve_complete)'

    """#
}

extension Command {
  /// `completion`: the script for a shell.
  static let completion = Command(
    name: "completion", aliases: [], usage: "bash|zsh|fish",
    summary: "a script that lets a shell complete commands, options, their words and subjects",
    details: [
      "Commands, options and their words are completed, files by their ending, and people by the",
      "log that is named on the line or in REPRIEVE_LOG. The script asks the program each time.",
    ],
    options: [.output]
  ) { arguments, printer throws(CommandError) in
    let shells = Completion.Shell.allCases.map(\.rawValue)
    guard arguments.positional.count == 1, let name = arguments.positional.first else {
      throw CommandError(
        ExitCode.usage, "completion needs to know one shell",
        remedy: "name one of \(shells.joined(separator: ", "))")
    }
    guard let shell = Completion.Shell(rawValue: name) else {
      throw CommandError(
        ExitCode.usage, "there is no completion for \(name)",
        remedy: CommandError.nearest(name, among: shells)
          ?? "there is one for \(shells.joined(separator: ", "))")
    }
    try printer.print(exactly: CompletionScript.text(shell))
    return ExitCode.done
  }
}
