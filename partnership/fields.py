"""How a field of a form is shown: which of five shapes it has, and what its template needs to draw it."""

from collections.abc import Iterable
from typing import Any

from django.forms import BoundField, CheckboxInput, MultiWidget, SelectDateWidget
from django.forms.renderers import Jinja2
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget, EmailInput, Textarea, TextInput, URLInput, Widget
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from partnership.escaping import escaped

PART_LABELS = {"year": _("Year"), "month": _("Month"), "day": _("Day")}


class Renderer(Jinja2):
    """Draws widgets as Django's own does, but a list to choose from at once: with a template for each of its options,
    one of all countries takes three times as long.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        return str(super().render(template_name, context, request))


def _select(widget: dict[str, Any]) -> SafeString:
    groups = [
        f'<optgroup label="{escaped(group)}">{_options(options)}</optgroup>' if group else _options(options)
        for group, options, _index in widget["optgroups"]
    ]
    name = escaped(widget["name"])
    return SafeString(f'<select name="{name}"{flatatt(widget["attrs"])}>\n{"".join(groups)}</select>')  # all is escaped


def _options(options: Iterable[dict[str, Any]]) -> str:
    return "".join(
        f'<option value="{escaped(str(one["value"]))}"{flatatt(one["attrs"]) if one["attrs"] else ""}>'
        f"{escaped(one['label'])}</option>\n"
        for one in options
    )


def shown(bound: BoundField) -> dict[str, Any]:
    """The context of `components/field.html`; `kind` is input, choices, parts, checkbox or hidden."""
    widget = bound.field.widget
    widget.attrs.pop("placeholder", None)  # a placeholder vanishes when it is needed; the label and help stay
    context: dict[str, Any] = {"field": bound, "kind": "input"}
    if bound.is_hidden:
        context["kind"] = "hidden"
    elif isinstance(widget, CheckboxInput):
        context["kind"] = "checkbox"
    elif isinstance(widget, ChoiceWidget) and widget.use_fieldset:
        context |= _choices(bound)
    elif isinstance(widget, MultiWidget | SelectDateWidget) and widget.use_fieldset:
        context |= {"kind": "parts", "parts": _parts(bound)}
    else:
        context["input"] = bound.as_widget(attrs=_direction(widget))
    context["described_by"] = " ".join(
        f"{bound.auto_id}_{part}"
        for part, present in (("helptext", bound.help_text), ("error", bound.errors))
        if present
    )
    return context


def _direction(widget: Widget) -> dict[str, str | bool]:
    """People write in any script on any page; addresses run from left to right on all of them."""
    if "dir" in widget.attrs:
        return {}
    if isinstance(widget, URLInput | EmailInput):
        return {"dir": "ltr"}
    return {"dir": "auto"} if isinstance(widget, TextInput | Textarea) else {}


def _choices(bound: BoundField) -> dict[str, Any]:
    """The boxes of a group, gathered as the form grouped them; `groups` has one without a name when it did not."""
    widget = bound.field.widget
    helps = getattr(bound.field, "choice_help", {})
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for name, options, _index in widget.optgroups(bound.html_name, _values(bound), {"id": bound.auto_id}):
        for option in options:
            option["help"] = helps.get(option["value"], "") or helps.get(str(option["value"]), "")
        groups.setdefault(name, []).extend(options)
    return {
        "kind": "choices",
        "grouped": None not in groups,
        "groups": [
            {"name": name, "options": options, "chosen": sum(option["selected"] for option in options)}
            for name, options in groups.items()
        ],
    }


def _values(bound: BoundField) -> list[str]:
    return list(bound.field.widget.format_value(bound.value()))


def _parts(bound: BoundField) -> list[dict[str, Any]]:
    """The inputs of a field of several parts, each with its own label."""
    widget = bound.field.widget
    attrs = bound.build_widget_attrs({**widget.attrs, "id": bound.auto_id}, widget)
    inner = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]["subwidgets"]
    labels = getattr(widget, "part_labels", None) or [PART_LABELS[part["name"].rpartition("_")[2]] for part in inner]
    renderer = bound.form.renderer
    return [
        {
            "id": part["attrs"]["id"],
            "label": label,
            "input": mark_safe(renderer.render(part["template_name"], {"widget": part})),  # noqa: S308 - escaped by it
        }
        for part, label in zip(inner, labels, strict=True)
    ]


def first_input(bound: BoundField) -> str:
    """The id that a link from the error summary leads to: the input, or the first one of several.

    A list that is folded by group is led to as a whole, for a link into a folded part would lead nowhere.
    """
    widget = bound.field.widget
    if isinstance(widget, ChoiceWidget) and widget.use_fieldset:
        choices = _choices(bound)
        if choices["grouped"] or not choices["groups"]:
            return bound.auto_id
        return str(choices["groups"][0]["options"][0]["attrs"]["id"])
    if isinstance(widget, MultiWidget | SelectDateWidget) and widget.use_fieldset:
        return str(_parts(bound)[0]["id"])
    return bound.id_for_label or bound.auto_id
