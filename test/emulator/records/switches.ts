import { oneOf } from '../switch';

/** What is not sure about records, and sizes that tests set lower. */
export const recordsSwitches = {
	/** Where the error of a whole records call is: the object itself, or the one entry of `data`. records 0. */
	wholeRefusalPlace: oneOf('top level', 'in data'),
	/** A record with several bad fields answers the first of them, or all as MULTIPLE_OR_MULTI_ERRORS. records 1: not said when which. */
	severalRefusals: oneOf('first', 'all'),
	/** Values that a picklist does not have. records 1 (unverified for v8). Bulk write always adds them. */
	unknownPicklistValues: oneOf('accept', 'refuse'),
	/** Values for fields that only Zoho writes. records 15 (unverified). */
	readOnlyValues: oneOf('ignore', 'refuse'),
	/** `Owner: {email}` in records. records 15 (unverified). */
	acceptsOwnerByEmail: false,
	/** What becomes of spaces around an e-mail address. records 1 (unverified: a `regex` is named, trimming is not). */
	spacesAroundEmail: oneOf('keep', 'trim', 'refuse'),
	/** Amounts with more decimal places than the currency's `precision`. metadata 2 (unverified). */
	extraDecimals: oneOf('keep', 'round', 'refuse'),
	/** Datetimes that end in `Z` instead of an offset. Zoho's SDKs 8.0 write no others; records 15: rejected in places (unverified). */
	acceptsZuluTime: true,
	/** Deals get their probability from the stage. Answers of version 2 and 6 (unverified for v8). */
	probabilityByStage: true,
	/** `Full_Name` begins with the salutation. Answers of version 2; Zoho has other name formats too. */
	salutationInFullName: true,
	/** When `Last_Activity_Time` is set: by the first change, or when the record is made. Answers of version 2. */
	firstActivity: oneOf('change', 'creation'),
	/** Code for a `What_Id` without `$se_module`. limits 6 against records 1 (unverified which). */
	missingSeModuleCode: oneOf('DEPENDENT_FIELD_MISSING', 'MANDATORY_NOT_FOUND'),
	/** `Parent_Id` of a note as the ID, beside `$se_module` or `se_module`. notes 1 (unverified for v8). */
	acceptsOldNoteParent: false,
	/** What a note must have. notes 1: text in the documentation, title or text in the 2026 OAS. */
	mandatoryNoteText: oneOf('Note_Content', 'either'),
	/** What happens to subform rows that an update does not mention. records 15 (unverified; v2 deleted them). */
	omittedSubformRows: oneOf('keep', 'delete'),
	/** Code for `duplicate_check_fields` that cannot be checked. records 3 (unverified). */
	wrongDuplicateCheckCode: oneOf('INVALID_DATA', 'NOT_SUPPORTED'),
	/** Two records with the same key in one upsert, or in one bulk job. bulk 7 (unverified). */
	sameKeyTwice: oneOf('updates first', 'inserts both'),
	/** HTTP status of a version 2 write in which every record failed. records 0 (unverified). */
	v2AllRefusedStatus: oneOf(202, 400),
	/** What `X-EXTERNAL` names, or that it is ignored. records 3 (form unverified). */
	externalHeader: oneOf('module and field', 'field', 'ignored'),
	/** Ids in `ids` of a list. records 4 (unverified). */
	listIds: 100,
	/** Records that a list reaches without page tokens. records 4. */
	discreteListReach: 2000,
	/** Records that a list reaches with page tokens. records 4. */
	tokenListReach: 100_000,
	/** Criteria in one search. records 7: 10 in v7 docs, 15 in the 2026 OAS. */
	searchCriteria: 10,
	/** Records that a search reaches. records 7. */
	searchReach: 2000,
	/** Time until a search finds a new record, and a changed one by its new values. records 7: seconds to a minute. */
	searchDelayMs: 0,
	/** Time until lists, queries and reads by ID show a record, a change or a deletion. Not documented; for tests of whoever reads early. */
	recordDelayMs: 0,
	/** A record that is restored from the recycle bin has a new `Modified_Time`. notifications 5 (unverified). */
	restoredIsModified: true,
	/** Credits for the list of deleted records. limits 1: 2 in older docs. */
	deletedListCredits: 2,
};
