/**
 * A text for the places where n8n shows HTML: hints, and the descriptions of what it shows in red. Names from files and from
 * Zoho stand there as they are written, and never become markup.
 */
export function toHtml(text: string): string {
	return text.replace(/&(?=#?\w+;)/g, '&amp;').replaceAll('<', '&lt;');
}
