/**
 * Puts names of our own, which are English, into the order in which menus show them, without regard to case.
 * Comparing them by locale would first load the rules of all languages, 8 ms while n8n starts.
 */
export function alphabetical<Entry>(entries: readonly Entry[], nameOf: (entry: Entry) => string): Entry[] {
	const named = entries.map((entry) => ({ entry, name: nameOf(entry).toLowerCase() }));
	return named
		.sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)))
		.map(({ entry }) => entry);
}
