import type { Sentence } from './problems';

/**
 * How messages speak of the rows: items have keys, files have titles and columns. All lists of names are already in quotes.
 */
export interface InputWords {
	/** No key or title goes to a field of the module. */
	nothingKnown(module: string): Sentence;
	unsuitable(names: string): Sentence;
	readOnly(names: string, module: string): Sentence;
	twins(names: string, field: string): Sentence;
	noFindBy(field: string): Sentence;
	noMandatory(names: string, module: string): Sentence;
	notInLayout(names: string): Sentence;
	rowKeyTaken(field: string): Sentence;
}

const API_NAMES = 'To find API names in Zoho CRM, go to Setup > Developer Hub > APIs & SDKs > API Names';

/** Keys that name no field stop an import of items. */
export const unknownKeys = (names: string, module: string): Sentence => [
	`${module} has no field with the API name or label ${names}`,
	`Rename or remove these keys before this node, or turn on Ignore Unknown Columns. ${API_NAMES}`,
];

/** Items without a key, such as those that have a file only. */
export const NO_KEYS: Sentence = [
	'The input items are empty: they have no keys',
	'If the rows are in a file, set Import From to File. Otherwise check the node before this one',
];

export const ITEM_WORDS: InputWords = {
	nothingKnown: (module) => [
		`None of the input's keys is a field of ${module}`,
		'Rename the keys to API names or labels of fields, such as Last_Name or Last Name, for example with an Edit Fields node',
	],
	unsuitable: (names) => [
		`Bulk Write can't fill ${names}: it does not support files, images, computed fields and lookups to several modules`,
		'Remove these keys before this node and write them with Zoho CRM Advanced, or turn on Ignore Unknown Columns',
	],
	readOnly: (names, module) => [
		`${names} of ${module} can't be written: Zoho CRM fills them itself`,
		'Remove these keys before this node, or turn on Ignore Unknown Columns',
	],
	twins: (names, field) => [`${names} both go to the field ${field}`, 'Keep one of the two keys'],
	noFindBy: (field) => [
		`No input row has the Find By field ${field}`,
		`Add ${field} to the rows, or choose another Find By field`,
	],
	noMandatory: (names, module) => [
		`${module} needs ${names} in every record, and no input row has it`,
		'Add the field to the rows before this node',
	],
	notInLayout: (names) => [
		`The layout requires ${names} in every record, and no input row has it`,
		'Add the field to the rows before this node, give it a default value, or choose another layout',
	],
	rowKeyTaken: (field) => [
		`The import fills the Row Key Field ${field} itself, but the input has values for it`,
		'Remove them from the input, or choose another Row Key Field',
	],
};

export const FILE_WORDS: InputWords = {
	nothingKnown: (module) => [
		`No column of the file goes to a field of ${module}`,
		'Map the columns to fields under File Columns, or rename them in the header to API names or labels of fields',
	],
	unsuitable: (names) => [
		`Bulk Write can't fill ${names}: it does not support files, images, computed fields and lookups to several modules`,
		'Remove these columns from the file, or turn on Ignore Unknown Columns',
	],
	readOnly: (names, module) => [
		`${names} of ${module} can't be written: Zoho CRM fills them itself`,
		'Remove these columns from the file, or turn on Ignore Unknown Columns',
	],
	twins: (names, field) => [`${names} both go to the field ${field}`, 'Keep one of the two columns'],
	noFindBy: (field) => [
		`No column of the file goes to the Find By field ${field}`,
		`Map a column to ${field} under File Columns, or choose another Find By field`,
	],
	noMandatory: (names, module) => [
		`${module} needs ${names} in every record, and no column of the file goes to it`,
		'Map a column to the field under File Columns, or give it a value under Default Values',
	],
	notInLayout: (names) => [
		`The layout requires ${names} in every record, and no column of the file goes to it`,
		'Map a column to the field under File Columns, give it a default value, or choose another layout',
	],
	rowKeyTaken: (field) => [
		`The import fills the Row Key Field ${field} itself, but a column of the file goes to it`,
		'Remove the column from the file, or choose another Row Key Field',
	],
};
