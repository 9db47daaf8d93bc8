"""Every question to every tool, and the count of what they said."""

import peers


class Bench:
    """The tools, and what they said."""

    def __init__(self, program, folder):
        self.folder = folder
        self.reprieve = peers.Reprieve(program)
        self.tools = [self.reprieve]
        # By tool: what was put before it as written and altered, and what it said rightly.
        self.written, self.accepted, self.altered, self.refused = {}, {}, {}, {}
        # Tools that get each kind of alteration twice only, until `tried` is emptied.
        self.slow, self.tried = {peers.Shell.name}, {}
        self.disagreements = []
        for kind in (peers.Go, peers.Pymerkle, peers.Shell):
            try:
                self.tools.append(kind(folder))
            except peers.Skipped as reason:
                print(f"skipped: {kind.name}: {reason}")

    def holds(self, *words):
        """Every tool that knows the task accepts it."""
        for tool in self.tools:
            if words[0] in tool.tasks:
                fault = tool.fault(self.words_for(tool, words))
                self.count(tool.name, True, fault is None, words, fault)

    def fails(self, what, *words, but=()):
        """Every tool that knows the task refuses what was altered."""
        for tool in self.tools:
            if words[0] in tool.tasks and tool.name not in but:
                case = (tool.name, words[0], what)
                self.tried[case] = self.tried.get(case, 0) + 1
                if tool.name in self.slow and self.tried[case] > 2:
                    continue
                fault = tool.fault(self.words_for(tool, words))
                self.count(tool.name, False, fault is not None, (what, *words), fault)

    @staticmethod
    def words_for(tool, words):
        # A proof between two checkpoints needs no log, but pymerkle and reprieve want one.
        return words[:4] if words[0] == "tree" and tool.name == "Go x/mod" else words

    def count(self, name, is_good, is_right, words, fault=None):
        asked, right = (
            (self.written, self.accepted) if is_good else (self.altered, self.refused))
        asked[name] = asked.get(name, 0) + 1
        right[name] = right.get(name, 0) + is_right
        if not is_right:
            verb = "refuses" if is_good else "accepts"
            self.disagreements.append(f"{name} {verb} {' '.join(map(str, words))}: {fault}")

    def say(self):
        """What each tool was asked and said, in numbers."""
        for name in sorted(self.written):
            print(f"{name}: {self.written[name]} as written, {self.accepted[name]} accepted; "
                  f"{self.altered.get(name, 0)} altered, {self.refused.get(name, 0)} refused")
        for line in self.disagreements[:20]:
            print(line)

    def close(self):
        for tool in self.tools:
            tool.close()
