"""Where in a YAML file something stands, so that a message can point at its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml


def line_of(tree: yaml.Node | None, path: Sequence[str | int]) -> int | None:
    """The line, from 1, of the deepest node on the way to ``path``."""
    if tree is None:
        return None
    line, node = tree.start_mark.line, tree
    for part in path:
        found = next((pair for key, pair in _children(node) if key == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return line + 1


def content_of(tree: yaml.Node | None) -> object:
    """What the nodes of a file say, without reading it a second time.

    Raises ``yaml.YAMLError`` and ``RecursionError``.
    """
    if tree is None:
        return None
    # PyYAML writes what `<<` brings into the nodes, where it would be for somebody's own words.
    before = [(node, list(node.value)) for node in _mappings(tree)]
    try:
        return yaml.constructor.SafeConstructor().construct_document(tree)
    finally:
        for node, value in before:
            node.value = value


def repeated_key(tree: yaml.Node | None) -> tuple[str, int] | None:
    """A key that stands twice in one mapping, and the line of the second; YAML keeps the last."""
    for node in _mappings(tree):
        keys: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in keys:
                return key.value, key.start_mark.line + 1
            keys.add(str(key.value))
    return None


def _mappings(tree: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    open_nodes, seen = [tree] if tree else [], set[int]()
    while open_nodes:
        node = open_nodes.pop()
        if id(node) in seen:  # an alias of what encloses it
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            open_nodes += node.value
        if isinstance(node, yaml.MappingNode):
            yield node
            open_nodes += [one for pair in node.value for one in pair]


def _children(node: yaml.Node) -> Iterator[tuple[str | int, tuple[yaml.Node, yaml.Node]]]:
    if isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, (value, value)
    if isinstance(node, yaml.MappingNode):
        for index, (key, value) in enumerate(node.value):
            yield key.value, (key, value)
            yield index, (key, value)


def written_out(tree: yaml.Node | None) -> int:
    """How many values a file has once all that its anchors repeat is written out."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node | None) -> int:
        if node is None:
            return 0
        if id(node) not in sizes:
            # Of what holds itself, no end is known; its parts are counted once.
            sizes[id(node)] = 1
            parts = node.value if isinstance(node.value, list) else []
            pairs = isinstance(node, yaml.MappingNode)
            held = [one for pair in parts for one in pair] if pairs else parts
            sizes[id(node)] = 1 + sum(map(size, held))
        return sizes[id(node)]

    return size(tree)
