"""The contrast between two colours as WCAG 2.1 defines it."""


def luminans(farg: str) -> float:
    """Return the relative luminance (0 to 1) of ``#rrggbb``; source: WCAG 2.1, "relative luminance"."""
    kanaler = [int(farg[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def kontrast(a: str, b: str) -> float:
    """Return the contrast ratio (1 to 21); source: WCAG 2.1, "contrast ratio"."""
    hog, lag = sorted((luminans(a), luminans(b)), reverse=True)
    return (hog + 0.05) / (lag + 0.05)
