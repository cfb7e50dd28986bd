/** Longer texts are no numbers, IDs, dates or booleans, whatever they are made of: none is looked at as one. */
export const MAX_VALUE_LENGTH = 64;
