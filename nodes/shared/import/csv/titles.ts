const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** How many titles a message lists. */
const MAX_LISTED = 20;

/** Some titles for a message: the first 20 in quotes, and how many more there are. */
export function listTitles(titles: readonly string[]): string {
	const more = titles.length - MAX_LISTED;
	return more > 0 ? `${quoted(titles.slice(0, MAX_LISTED))} and ${more} more` : quoted(titles);
}
