/** By API name of a module: its titles, and the API names of the fields that they go to; null for those without a counterpart. */
export type PresetTables = Readonly<Record<string, Readonly<Record<string, string | null>>>>;
