/**
 * A text of others, such as a file name or words of Zoho's, for a line of the log: Resume Import reads lines that begin with
 * `import`, so none that stands in the text may look like one, however its letters are set apart.
 */
export function forLog(text: string): string {
	return text.replace(/i(?=[^A-Za-z0-9]*m[^A-Za-z0-9]*p[^A-Za-z0-9]*o[^A-Za-z0-9]*r[^A-Za-z0-9]*t)/g, 'I');
}
