"""How is an answer shown? Values ready for templates: texts, addresses, sizes. No markup, no request, no clock."""
