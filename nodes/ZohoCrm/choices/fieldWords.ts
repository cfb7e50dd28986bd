/** What people call Zoho's data types. */
const WORDS: Readonly<Record<string, string>> = {
	autonumber: 'Auto-Number',
	bigint: 'Number',
	boolean: 'Yes or No',
	currency: 'Currency',
	date: 'Date',
	datetime: 'Date and Time',
	double: 'Number',
	email: 'Email',
	fileupload: 'File',
	imageupload: 'Image',
	integer: 'Number',
	lookup: 'Lookup',
	multiselectlookup: 'Multi-Select Lookup',
	multiselectpicklist: 'Multi-Select',
	multiuserlookup: 'Users',
	ownerlookup: 'User',
	percent: 'Percent',
	phone: 'Phone',
	picklist: 'Picklist',
	profileimage: 'Image',
	subform: 'Subform',
	userlookup: 'User',
	website: 'URL',
};

/** The word for a data type, e.g. `User` for `ownerlookup`; `Text` for texts and what has no word of its own. */
export const wordForType = (dataType: string): string => WORDS[dataType] ?? 'Text';
