/** How a person compares names: without regard to case, surrounding blanks, invisible signs, and signs that look the same. */
export const foldName = (name: string): string =>
	name
		.normalize('NFKC')
		.replaceAll(/\p{Cf}/gu, '')
		.replaceAll(/\s+/g, ' ')
		.trim()
		.toLowerCase();
