"""MathML as an author pastes it, made into the part of it that browsers show and that carries nothing else."""

import re
from html import escape
from html.entities import html5
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

MAX_LENGTH = 20_000
"""Characters that a formula may have."""

MAX_DEPTH = 40
"""Elements that may stand inside each other."""

NAMESPACE = "http://www.w3.org/1998/Math/MathML"

# MathML Core, section 2.2, without what only carries other things (annotations) or is a remnant (maction, merror).
TOKENS = {"mi", "mn", "mo", "ms", "mtext"}
ELEMENTS = TOKENS | {
    *("math", "mfrac", "mmultiscripts", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "mspace"),
    *("msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtr", "munder", "munderover", "none"),
    "semantics",
}
ANNOTATIONS = {"annotation", "annotation-xml"}

# Colours and sizes are the reader's own; mathvariant means something on mi alone.
ATTRIBUTES = {
    *("accent", "accentunder", "columnalign", "columnspan", "depth", "dir", "displaystyle", "fence", "form", "height"),
    *("largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rowspan", "rspace"),
    *("scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width"),
}
_VALUE = re.compile(r"[\w.%+\- ]{0,60}")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


def clean_mathml(text):
    """A formula as markup that is safe to show, from MathML as it was typed or pasted.

    text: one <math> element, with or without namespace prefixes and named entities. Returns "" for no text. Annotations
    and attributes that change nothing of the formula are dropped; an <mfenced> becomes brackets. Raises ValidationError
    where the text is no MathML, is too large, or holds anything that is not a formula: a script, a link, HTML.
    """
    text = (text or "").strip()
    if not text:
        return ""
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _("This formula has %(length)d characters; write %(limit)d at most.")
            % {"length": len(text), "limit": MAX_LENGTH},
            code="too_long",
        )
    try:
        root = fromstring(_ENTITY.sub(_character, _without_prefix_trouble(text)), forbid_dtd=True)
    except DefusedXmlException as error:
        raise ValidationError(_("Paste the <math> element alone, without a DOCTYPE."), code="dtd") from error
    except (ParseError, ValueError) as error:
        raise ValidationError(
            _("This is not MathML that can be read (%(problem)s): paste the whole <math> element.")
            % {"problem": error},
            code="not_mathml",
        ) from error
    if _name(root) != "math":
        raise ValidationError(
            _("A formula is a <math> element; this is <%(name)s>.") % {"name": _name(root).rsplit("}", 1)[-1]},
            code="not_math",
        )
    _check_depth(root)
    return f'<math display="block">{"".join(_children(root))}</math>'


def show_mathml(text):
    """The formula as HTML; nothing where it is not one. Content that never saw a form is cleaned here."""
    try:
        return mark_safe(clean_mathml(text))
    except ValidationError:
        return mark_safe("")


def _character(match):
    name = match[1]
    if name in _XML_ENTITIES:
        return match.group()
    return escape(html5[f"{name};"]) if f"{name};" in html5 else match.group()


def _without_prefix_trouble(text):
    # Word writes <mml:math> and at times leaves the declaration of the prefix out.
    prefix = re.match(r"<([A-Za-z]+):math\b", text)
    if prefix and f"xmlns:{prefix[1]}=" not in text:
        return text.replace(f"<{prefix[1]}:math", f'<{prefix[1]}:math xmlns:{prefix[1]}="{NAMESPACE}"', 1)
    return text


def _name(element):
    # {http://www.w3.org/1998/Math/MathML}mrow; what is in another namespace keeps it, and so is none of ours.
    if not isinstance(element.tag, str):
        return ""
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def _check_depth(root):
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValidationError(
                _("This formula is nested more than %(limit)d deep: make it simpler.") % {"limit": MAX_DEPTH},
                code="too_deep",
            )
        level = [child for element in level for child in element]


def _children(element):
    return [_markup(child) for child in element]


def _markup(element):
    name = _name(element)
    if name in ANNOTATIONS:
        _refuse_foreign(element)
        return ""
    if name == "mfenced":
        return _fenced(element)
    if name not in ELEMENTS or name == "math":
        raise _foreign(name)
    if name == "semantics":
        return "".join(_children(element)[:1])
    attributes = _attributes(element, name)
    if name in TOKENS:
        if len(element):
            raise _foreign(_name(element[0]))
        return f"<{name}{attributes}>{escape(' '.join((element.text or '').split()))}</{name}>"
    return f"<{name}{attributes}>{''.join(_children(element))}</{name}>"


def _attributes(element, name):
    kept = []
    for key, value in element.attrib.items():
        bare = key.rsplit("}", 1)[-1].lower()
        if bare.startswith("on") or bare in {"href", "src", "action"}:
            raise ValidationError(
                _("A formula must not hold scripts or links: take the attribute “%(name)s” out.") % {"name": bare},
                code="active",
            )
        if key not in ATTRIBUTES or (key == "mathvariant" and (name != "mi" or value != "normal")):
            continue
        if _VALUE.fullmatch(value):
            kept.append(f' {key}="{escape(value)}"')
    return "".join(kept)


def _fenced(element):
    """Brackets around parts, which MathML 3 had a shorthand for and browsers no longer show."""
    _attributes(element, "mfenced")
    opening, closing = element.get("open", "("), element.get("close", ")")
    separators = "".join(element.get("separators", ",").split())
    parts = [f'<mo fence="true">{escape(opening)}</mo>'] if opening else []
    for place, part in enumerate(_children(element)):
        if place and separators:
            parts.append(f'<mo separator="true">{escape(separators[min(place, len(separators)) - 1])}</mo>')
        parts.append(part)
    if closing:
        parts.append(f'<mo fence="true">{escape(closing)}</mo>')
    return f"<mrow>{''.join(parts)}</mrow>"


def _refuse_foreign(element):
    for inner in element.iter():
        _attributes(inner, "")
        name = _name(inner)
        if "}" in name or name.lower() in {"script", "style", "iframe", "img", "svg", "html", "object", "embed"}:
            raise _foreign(name)


def _foreign(name):
    bare = name.rsplit("}", 1)[-1]
    return ValidationError(
        _("A formula must not hold <%(name)s>: only the elements of MathML Core are shown.") % {"name": bare},
        code="foreign",
    )
