/**
 * Bytes that mean something in a CSV, in every encoding that is taken. The loops over all bytes of a file have constants of
 * their own: one from another module is looked up anew each time.
 */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const SEMICOLON = 0x3b;
export const COLON = 0x3a;
export const PIPE = 0x7c;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const TAB = 0x09;
