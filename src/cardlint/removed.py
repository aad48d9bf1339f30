"""Matches a card's code against the table of removed names and arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from cardlint.apis import Api, api_table, pinned_version
from cardlint.facts import Facts, SnippetFacts
from cardlint.hub import removal
from cardlint.model import Edit, Fix, Safety, Span
from cardlint.records import dataclass
from cardlint.trees import walk
from cardlint.values import Call, Instance, Literal, Mention, Rows, Splits


@dataclass(frozen=True, slots=True)
class Use:
    """A use of something that is gone: the entry, its name there, the place, a fix if one is sure."""

    api: Api
    label: str
    span: Span
    fix: Fix | None = None


def find_removed_uses(facts: Facts) -> Iterator[Use]:
    """The uses in reading order of kinds: names, then calls; none that the versions allow which the card pins."""
    given, pinned = facts.settings.versions, dict[str, str]()
    uses = list(_all_uses(facts)) if facts.usage else []
    for library in {use.api.library for use in uses} - given.keys():
        if version := pinned_version(library, facts.card.source.text):
            pinned[library] = version
    yield from (use for use in uses if use.api.is_gone(pinned))


def _all_uses(facts: Facts) -> Iterator[Use]:
    names, families, calls = _gone(tuple(sorted(facts.settings.versions.items())))
    seen: set[tuple[int, int]] = set()
    for mention in facts.program.mentions:
        related = families.get(mention.path.partition(".")[0], ())
        found = names.get(mention.path) or next((api for api in related if _is_of(api, mention.path)), None)
        if found is None:
            continue
        span = mention.usage.span(mention.node)
        if (span.start, span.end) not in seen:
            seen.add((span.start, span.end))
            yield Use(found, f"`{mention.path}`", span, _rename_name(found, mention, facts))
    for call in facts.program.calls:
        for api in calls.get(call.path.rpartition(".")[2] or call.method, ()):
            if _is_called(api, call):
                yield from _call_uses(api, call)


@lru_cache(maxsize=8)
def _gone(versions: tuple[tuple[str, str], ...]) -> tuple[dict[str, Api], dict[str, list[Api]], dict[str, list[Api]]]:
    """What is gone: names, modules and families of names by their package, calls by the last word of what is called."""
    table = [api for api in api_table().removed if api.is_gone(dict(versions))]
    calls: dict[str, list[Api]] = {}
    for api in table:
        if api.kind not in ("name", "module"):
            for word in {api.path.rpartition(".")[2], api.method}:
                calls.setdefault(word, []).append(api)
    names = [api for api in table if api.kind in ("name", "module")]
    families: dict[str, list[Api]] = {}
    for api in names:
        if api.kind == "module" or api.path.endswith("*"):
            families.setdefault(api.path.partition(".")[0], []).append(api)
    return {api.path: api for api in reversed(names)}, families, calls


def _is_of(api: Api, path: str) -> bool:
    """Whether the path stands in the module, or belongs to the family of names."""
    if api.path.endswith("*"):
        stem = api.path[:-1]
        rest = path[len(stem) :]
        return path.startswith(stem) and rest[:1].isupper() and "." not in rest
    return path.startswith(f"{api.path}.")


def _is_called(api: Api, call: Call) -> bool:
    """Whether the entry speaks of the function or method that is called."""
    if call.path:
        method_of_class = api.kind == "method" and api.path == "HfApi" and call.path == f"huggingface_hub.{api.method}"
        return call.path == api.path or method_of_class
    receiver = call.receiver
    if api.kind in ("method", "method-keyword") and call.method == api.method:
        if api.path == "Dataset":
            return isinstance(receiver, (Rows, Splits)) and (not api.plain or _is_plain(receiver))
        if isinstance(receiver, Instance):
            return receiver.path.endswith("HfApi" if api.path == "HfApi" else "Tokenizer")
        return False
    is_api = isinstance(receiver, Instance) and receiver.path == "huggingface_hub.HfApi"
    return is_api and api.kind == "keyword" and api.path == f"huggingface_hub.{call.method}"


def _is_plain(data: Rows | Splits) -> bool:
    """Whether the data set is certainly not streamed."""
    made_stream = isinstance(data, Rows) and data.streamed
    return data.load.argument("streaming") is None and not data.load.open and not made_stream


def _call_uses(api: Api, call: Call) -> Iterator[Use]:
    function = call.path.rpartition(".")[2] or call.method
    if api.kind == "method":
        end = call.usage.span(call.node.func).end
        yield Use(api, f"`.{api.method}()`", Span(max(0, end - len(api.method)), end))
    elif api.kind in ("keyword", "method-keyword"):
        keyword = next((k for k in call.node.keywords if k.arg == api.keyword), None)
        if keyword is not None:
            if api.keyword == "task" and call.keywords["task"].is_none:
                return
            start = call.usage.span(keyword).start
            span = Span(start, start + len(api.keyword))
            yield Use(api, f"the argument `{api.keyword}=` of `{function}`", span, _keyword_fix(api, call, keyword))
    elif api.kind == "positional":
        if len(call.args) > api.most and not call.open:
            span = call.usage.span(call.args[api.most].node)
            yield Use(api, f"a third argument by position of `{function}`", span)
    elif api.kind == "value":
        argument = call.argument(api.keyword, api.position)
        text = argument.text if argument else None
        if (
            argument is not None
            and text is not None
            and not {"model", "tokenizer", "pipeline_class"} <= set(call.keywords)
        ) and (text == api.value or (api.value.endswith("*") and text.split("_")[0] == api.value[:-1])):
            yield Use(api, f'`{function}("{text}")`', call.usage.span(argument.node))


def _keyword_fix(api: Api, call: Call, keyword: ast.keyword) -> Fix | None:
    """The safe fix: another name for the argument, or the argument taken out."""
    usage = call.usage
    if not usage.editable(call.node):
        return None
    if api.rename and api.rename not in call.keywords:
        start = usage.span(keyword).start
        edit = Edit(Span(start, start + len(api.keyword)), api.rename)
        return Fix((edit,), Safety.SAFE, f"write `{api.rename}=` for `{api.keyword}=`")
    if api.delete and isinstance(call.keywords[api.keyword].value, Literal):
        found = removal(usage, call.node, keyword)
        return Fix((found,), Safety.SAFE, f"delete `{api.keyword}=`") if found else None
    return None


def _rename_name(api: Api, mention: Mention, facts: Facts) -> Fix | None:
    """The safe fix that writes the new name, in the import and wherever the card uses it."""
    if not api.rename:
        return None
    old = api.path.rpartition(".")[2]
    edits = []
    node = mention.node
    if isinstance(node, ast.Attribute):
        end = mention.usage.span(node).end
        edits.append(Edit(Span(end - len(old), end), api.rename))
    elif isinstance(node, ast.alias):
        if node.name != old:
            return None
        start = mention.usage.span(node).start
        edits.append(Edit(Span(start, start + len(old)), api.rename))
        if node.asname is None:
            edits += [Edit(usage.span(name), api.rename) for usage, name in _names(facts, old)]
    text = facts.card.source.text
    if not all(text[edit.span.start : edit.span.end] == old for edit in edits) or not mention.usage.editable(node):
        return None
    return Fix(tuple(edits), Safety.SAFE, f"write `{api.rename}` for `{old}`")


def _names(facts: Facts, name: str) -> Iterator[tuple[SnippetFacts, ast.Name]]:
    for usage in facts.usage:
        for node in walk(usage.tree) if usage.tree else ():
            if isinstance(node, ast.Name) and node.id == name:
                yield usage, node
