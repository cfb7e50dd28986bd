/** How a person compares names: without regard to case, surrounding blanks, and signs that look the same. */
export const foldName = (name: string): string => name.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
