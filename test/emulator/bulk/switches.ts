import { nullOr, oneOf } from '../switch';

/** What is not sure about bulk write, and sizes that tests set lower. */
export const bulkSwitches = {
	/** Credits for an upload and for a download. limits 1 (unverified). */
	fileCredits: 0,
	/** Credits for a job that is rejected when it is created. limits 1: 500 for the creation; a rejection is not mentioned. */
	refusedJobCredits: 0,
	/** Size of the largest ZIP file. bulk 1. */
	uploadSizeBytes: 25 * 1024 * 1024,
	/** Code for a larger one. bulk 2: docs, and v7 docs with status 413. */
	oversizeUploadCode: oneOf('INVALID_DATA', 'FILE_TOO_LARGE'),
	/** HTTP status of a failed upload. bulk 2: some captures show 200. */
	uploadRefusalStatus: oneOf(400, 200),
	/** Body of a failed upload. bulk 2: the file service has forms of its own. */
	uploadRefusalShape: oneOf('code', 'x-error', 'ERROR_CODE'),
	/** How long an uploaded file waits for its job. bulk 2: undocumented. */
	uploadedFileLifeMs: 24 * 3_600_000,
	/** How long a result can be downloaded. bulk 6. */
	resultLifeMs: 7 * 24 * 3_600_000,
	/** Rows of one job, child rows included. bulk 1. */
	bulkWriteRows: 25_000,
	/** Rows of a subform per parent in one job. bulk 3 (unverified scope). */
	childRowsPerParent: 200,
	/** Where `ignore_empty` counts. bulk 3: docs at the top, OAS inside the resource. */
	ignoreEmptyPlace: oneOf('either', 'top level', 'resource'),
	/** ISO dates and datetimes are read where no `format` is given. bulk 1: Kaizen 103 against the docs. */
	acceptsIsoDates: true,
	/** Record IDs as Zoho's own exports have them, with `zcrm_` in front. bulk 1: not said. ASSUMED not. */
	acceptsExportIds: false,
	/** Columns for `What_Id`, by ID: refused, or taken with the module that has the record. No source names one. ASSUMED. */
	relatedColumns: oneOf('refuse', 'accept'),
	/** `TRUE` and `False` besides `true` and `false`. bulk 1: only the latter are documented. */
	acceptsBooleansInCapitals: false,
	/** A second CSV file that is no child: the job is rejected, or fails with INVALID_FILE. bulk 1 and 4. */
	secondCsvRefusal: oneOf('on create', 'in job'),
	/** Callbacks may go to plain http, for tests on this machine. Zoho wants https. bulk 3. */
	allowHttpCallback: false,
	/** A job whose `find_by` field is not mapped is rejected, or no row finds a record. bulk 3: not said. ASSUMED. */
	unmappedFindBy: oneOf('refuse', 'accept'),
	/** Jobs that may wait or run at a time; null = any number. bulk 3 (unverified: not documented). */
	queuedJobs: nullOr<number>(),
	/** HTTP status of CONCURRENT_JOB_LIMIT_EXCEEDED. limits 6: 400 or 429. */
	queuedJobsStatus: oneOf(429, 400),
	/** How often a finished job calls back. bulk 5 (unverified: retries are undocumented). */
	callbackCount: 1,
	/** Status of a job that runs. bulk 4: samples against prose. */
	inProgressSpelling: oneOf('INPROGRESS', 'IN PROGRESS'),
	/** Status of resource and file while the job is ADDED. bulk 4: captures vary. */
	nestedStatusWhileAdded: oneOf('ADDED', 'INPROGRESS'),
	/** The mappings in a job's status show keys that are not set as null. bulk 4. */
	showsNullMappingKeys: true,
	/** `resource[].code` of finished resources. bulk 4: most samples against some. */
	finishedResourceCode: oneOf('SUCCESS', 'COMPLETED'),
	/** A job that FAILED shows the counts of its rows. bulk 4: 0 or absent. */
	failedJobShowsCounts: true,
	/** `resource[].message` of a job that FAILED; null = none. bulk 4: optional. */
	failedJobMessage: nullOr<string>(),
	/** Form of the result's address. bulk 6: both occur. */
	downloadUrlForm: oneOf('relative', 'absolute'),
	/** HTTP status for an unknown job. bulk 4: docs against the 2025 OAS. */
	missingJobStatus: oneOf(404, 400),
	/** Code of a row whose record does not exist. bulk 7 (unverified). */
	missingTargetCode: oneOf('RESOURCE_NOT_FOUND', 'INVALID_DATA'),
	/** RECORD_ID of a row skipped as a duplicate. bulk 6 (unverified). */
	skippedRecordId: oneOf('empty', 'duplicate'),
	/** Which three columns the result keeps. bulk 6: "the first three mapped". */
	resultColumns: oneOf('by mapping', 'by index'),
	/** Cells of the result: the text as sent, or what Zoho made of it. bulk 6: not said. */
	resultValues: oneOf('as sent', 'normalised'),
	/** Order of the rows in the result. bulk 6 (unverified: likely the input's). */
	resultRowOrder: oneOf('input', 'shuffled'),
};
