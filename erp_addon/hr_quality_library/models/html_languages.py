"""HTML texts in several languages: Odoo keeps them together, paragraph by paragraph."""


def write_html_translation(record, name, source, before, lang, after) -> None:
    """Put the words of another language to the paragraphs of a translated HTML field.

    Paragraphs that somebody has changed since keep what they say. Where the two texts differ in
    their paragraphs, nothing is written: the source stands in both.

    :param str name: of the field; it says ``before`` in the language ``source``
    :param str after: the same text, with the same paragraphs, in the language ``lang``
    """
    field = record._fields[name]
    terms, translations = (
        field.get_trans_terms(field.convert_to_cache(text, record)) for text in (before, after)
    )
    if len(terms) == len(translations):
        record._update_field_translations(
            name, {lang: dict(zip(terms, translations, strict=True))}, source_lang=source
        )
