import type { Edition } from './organization/organization';

/**
 * How the emulator behaves where Zoho's sources disagree, are silent or are not sure, and the sizes that tests set lower.
 * A plain object: change a value and the next call sees it. Each key names its source; (unverified) is what that
 * source itself says. `createSwitches` holds the defaults.
 */
export interface Switches {
	// Organization
	/** Sets credits and concurrency. API Limits, v8. */
	edition: Edition;
	/** Environment that the API hosts serve; a token of another one is refused. oauth 5 (unverified). */
	environment: 'production' | 'sandbox' | 'developer';
	/** Code of that refusal. oauth 5 (unverified which). */
	wrongEnvironmentCode: 'INVALID_TOKEN' | 'OAUTH_SCOPE_MISMATCH';
	/** The organization has several currencies. users 9. */
	multiCurrency: boolean;

	// OAuth
	/** The data center's short name in the redirect. oauth 1. */
	location: 'us' | 'eu' | 'in' | 'au' | 'cn' | 'jp' | 'ca' | 'sa' | 'uk' | 'ae' | 'sg';
	/** true: every token and code belongs to another data center, so calls answer INVALID_TOKEN and exchanges invalid_code. oauth 2, 4. */
	isOtherDataCenter: boolean;
	/** `scope` of the authorization request may be separated by spaces. oauth 1 (unverified). */
	acceptsSpacesInScope: boolean;
	/** Any http address on loopback counts as a registered redirect address. Off: only what was registered. ASSUMED. */
	allowHttpRedirect: boolean;
	/** Token answers name the granted scopes. oauth 1: may be absent in older data centers. */
	answersScope: boolean;
	/** Token answers carry `expires_in_sec` in seconds and `expires_in` in milliseconds. oauth 1: very old form. */
	answersLegacyExpiry: boolean;
	/** HTTP status of general_error, unauthorized_client, invalid_scope and unsupported_grant_type. oauth 2 (unverified). */
	tokenErrorStatus: number;
	/** HTTP status of the page that `/auth` shows for a wrong client, scope or redirect address. ASSUMED. */
	authorizePageErrorStatus: number;
	/** Seconds that an access token lives. oauth 3. */
	accessTokenLifeSeconds: number;
	/** Access tokens alive per refresh token; one more ends the oldest. oauth 3; older pages say 15 or 30. */
	accessTokensPerRefreshToken: number;
	/** Access tokens asked for per refresh token within 10 minutes. oauth 3. */
	tokenRequestsPerTenMinutes: number;
	/** Refresh tokens per user and client; one more deletes the oldest. oauth 3. */
	refreshTokensPerUser: number;
	/** New refresh tokens per user within a minute. oauth 3. */
	newRefreshTokensPerMinute: number;
	/** Grant codes per user within a minute. oauth 3 (unverified: about 4 to 5). */
	grantCodesPerMinute: number;
	/** Life of the code of the browser flow. ASSUMED: the documentation gives times for self clients only. */
	authorizationCodeLifeSeconds: number;
	/** API credits that a token request costs. limits 1 (unverified). */
	tokenRequestCredits: number;
	/** `Authorization: Bearer` works on the API domain. oauth 4 (undocumented for CRM). */
	acceptsBearerOnApi: boolean;
	/** `Authorization: Bearer` works on upload and download hosts. oauth 4 (unverified). */
	acceptsBearerOnFiles: boolean;
	/** HTTP status of OAUTH_SCOPE_MISMATCH. oauth 4: a few newer OAS files list 403. */
	scopeMismatchStatus: 401 | 403;
	/** Its message. oauth 4: a documented variant is `Unauthorized`. */
	scopeMismatchMessage: string;
	/** Scopes of a handover's state and of a job's status. oauth 6 (`users.READ`; `bulk.READ`) against the 2026 OAS (`users.DELETE` and `users.READ`; `bulk.CREATE`). */
	scopesBy: 'documentation' | '2026 OAS';
	/** Bad tokens on file hosts answer `{"ERROR_CODE":401,...}`. oauth 4 (unverified wording). */
	answersLegacyFileRefusal: boolean;
	/** Answers carry `X-ACCESSTOKEN-RESET`. oauth 4: may be present. */
	sendsAccessTokenReset: boolean;

	// Limits
	/** Credits within 24 hours; null = what the edition gives. limits 1. */
	creditLimit: number | null;
	/** When `X-API-CREDITS-REMAINING` is sent. limits 3: once half of the credits are used. */
	creditsHeader: 'once half used' | 'always' | 'never';
	/** Sends `X-RATELIMIT-LIMIT`, `-REMAINING`, `-RESET`. limits 3: v2 documentation only. */
	sendsRateLimitHeaders: boolean;
	/** Seconds that `Retry-After` names on 429; null = no such header. limits 3: not documented. */
	retryAfterSeconds: number | null;
	/** Code of 429 answers. limits 3: documentation against the 2026 OAS. */
	throttleCode: 'TOO_MANY_REQUESTS' | 'RATE_LIMIT_EXCEEDED';
	/** Message of 429 for spent credits. limits 3 (unverified). */
	creditsSpentMessage: string;
	/** Message of 429 for too many calls at once. limits 3 (unverified). */
	concurrencyMessage: string;
	/** Calls at once; null = what the edition gives. limits 2. */
	concurrencyLimit: number | null;
	/** Heavy calls at once. limits 2. */
	heavyConcurrencyLimit: number;
	/** Time that every call takes, in milliseconds of the machine's clock. */
	latencyBaseMs: number;
	/** Time added for every record that a call carries. */
	latencyPerRecordMs: number;

	// Errors
	/** HTTP status of INVALID_REQUEST_METHOD. limits 6: 400 or 405. */
	wrongMethodStatus: 400 | 405;
	/** Code for a body that is not JSON. limits 6 (unverified). */
	badJsonCode: 'INVALID_REQUEST' | 'BODY_REQUIRED';

	// Users
	/** `status` of deactivated users. users 1: `disabled`, docs also `inactive`. */
	disabledUserStatus: 'disabled' | 'inactive';
	/** Code for an unknown `type`. users 1 (unverified). */
	wrongUserTypeCode: 'INVALID_DATA' | 'INVALID_REQUEST';
	/** Forms in which `role` and `profile` are accepted. users 3: docs against OAS. */
	userReferenceForm: 'both' | 'string' | 'object';
	/** Name that a new user must have. users 3: docs against older docs. */
	mandatoryUserName: 'first_name' | 'last_name' | 'either';
	/** `AllUsers` lists deleted users too. ASSUMED not: they have a type of their own. */
	allUsersIncludesDeleted: boolean;
	/** Users in one PUT. users 4: 1 in v7 docs, 10 in the 2026 OAS. */
	usersPerUpdate: number;
	/** Time until a transfer of what a user has is done and the user deleted. users 7: not said. */
	handoverMs: number;

	// Metadata
	/** Where a subform's module stands in its field. metadata 2: v8 `associated_module`, older `subform`. */
	subformKey: 'associated_module' | 'subform';
	/** Shape of `multiselectlookup`. metadata 2: nested in the 2026 OAS, flat in the 2025 one. */
	multiselectLookupShape: 'nested' | 'flat';

	// records and bulk write
	/** Where a refusal of a whole records call stands: the object itself, or the one entry of `data`. records 0. */
	wholeRefusalPlace: 'top level' | 'in data';
	/** A record with several bad fields answers the first of them, or all as MULTIPLE_OR_MULTI_ERRORS. records 1: when which is not said. */
	severalRefusals: 'first' | 'all';
	/** Values outside a pick list. records 1 (unverified for v8); bulk write always adds them. */
	unknownPicklistValues: 'accept' | 'refuse';
	/** Values for fields that only Zoho writes. records 15 (unverified). */
	readOnlyValues: 'ignore' | 'refuse';
	/** `Owner: {email}` in records. records 15 (unverified). */
	acceptsOwnerByEmail: boolean;
	/** Datetimes that end in `Z` instead of an offset. records 15 (unverified: rejected in places). */
	acceptsZuluTime: boolean;
	/** Subform rows that an update does not mention. records 15 (unverified; v2 deleted them). */
	omittedSubformRows: 'keep' | 'delete';
	/** Code for `duplicate_check_fields` that cannot be checked. records 3 (unverified). */
	wrongDuplicateCheckCode: 'INVALID_DATA' | 'NOT_SUPPORTED';
	/** Two records of one key in one upsert, or in one bulk job. bulk 7 (unverified). */
	sameKeyTwice: 'updates first' | 'inserts both';
	/** HTTP status of a version 2 write that refused every record. records 0 (unverified). */
	v2AllRefusedStatus: 202 | 400;
	/** What `X-EXTERNAL` names, or that it is passed over. records 3 (form unverified). */
	externalHeader: 'module and field' | 'field' | 'ignored';
	/** HTTP status of a conversion that is refused for what it carries. records 10: 400; the OAS lists 202 too. */
	convertRefusalStatus: 400 | 202;
	/** A conversion's deal must name its pipeline. records 10: if pipelines are enabled. */
	needsPipeline: boolean;
	/** Ids in `ids` of a list. records 4 (unverified). */
	listIds: number;
	/** Records that pages without token reach. records 4. */
	discreteListReach: number;
	/** Records that page tokens reach. records 4. */
	tokenListReach: number;
	/** Criteria in one search. records 7: 10 in v7 docs, 15 in the 2026 OAS. */
	searchCriteria: number;
	/** Records that a search reaches. records 7. */
	searchReach: number;
	/** Time until a new record can be found by a search, and a changed one by what it is now. records 7: seconds to a minute. */
	searchDelayMs: number;
	/** Credits of the deleted list. limits 1: 2 in older docs. */
	deletedListCredits: number;
	/** Credits of an upload and of a download. limits 1 (unverified). */
	fileCredits: number;
	/** Credits of a job whose creation is refused. limits 1: 500 are for the creation; what a refusal costs is not said. */
	refusedJobCredits: number;
	/** Largest zip. bulk 1. */
	uploadSizeBytes: number;
	/** What a larger one is told. bulk 2: docs, and v7 docs with status 413. */
	oversizeUploadCode: 'INVALID_DATA' | 'FILE_TOO_LARGE';
	/** HTTP status of refused uploads. bulk 2: some captures show 200. */
	uploadRefusalStatus: 200 | 400;
	/** Body of refused uploads. bulk 2: the file service has forms of its own. */
	uploadRefusalShape: 'code' | 'x-error' | 'ERROR_CODE';
	/** How long an uploaded file waits for its job. bulk 2: undocumented. */
	uploadedFileLifeMs: number;
	/** How long a result can be downloaded. bulk 6. */
	resultLifeMs: number;
	/** Rows of one job, children included. bulk 1. */
	bulkWriteRows: number;
	/** Rows of a subform per parent in one job. bulk 3 (unverified scope). */
	childRowsPerParent: number;
	/** Where `ignore_empty` counts. bulk 3: docs at the top, OAS inside the resource. */
	ignoreEmptyPlace: 'either' | 'top level' | 'resource';
	/** ISO dates and datetimes are read where no `format` is given. bulk 1: Kaizen 103 against the docs. */
	acceptsIsoDates: boolean;
	/** A second CSV without children: refused on create, or the job fails with INVALID_FILE. bulk 1 and 4. */
	secondCsvRefusal: 'on create' | 'in job';
	/** Callbacks to plain http, for tests on this machine. Zoho wants https. bulk 3. */
	allowHttpCallback: boolean;
	/** An order whose `find_by` field is not mapped; accepted, no row finds a record. bulk 3: not said. ASSUMED. */
	unmappedFindBy: 'refuse' | 'accept';
	/** Jobs that may wait or run at a time; null = any number. bulk 3 (unverified: not documented). */
	queuedJobs: number | null;
	/** HTTP status of CONCURRENT_JOB_LIMIT_EXCEEDED. limits 6: 400 or 429. */
	queuedJobsStatus: 400 | 429;
	/** Times that a finished job calls back. bulk 5 (unverified: retries are undocumented). */
	callbackCount: number;
	/** bulk 4: samples against prose. */
	inProgressSpelling: 'INPROGRESS' | 'IN PROGRESS';
	/** Status of resource and file while the job is ADDED. bulk 4: captures vary. */
	nestedStatusWhileAdded: 'ADDED' | 'INPROGRESS';
	/** Mappings in a job's status list their unset keys as null. bulk 4. */
	showsNullMappingKeys: boolean;
	/** `resource[].code` of finished resources. bulk 4: most samples against some. */
	finishedResourceCode: 'SUCCESS' | 'COMPLETED';
	/** A job that FAILED tells the counts of its rows. bulk 4: 0 or absent. */
	failedJobShowsCounts: boolean;
	/** `resource[].message` of a job that FAILED; null = none. bulk 4: optional. */
	failedJobMessage: string | null;
	/** bulk 6: both forms occur. */
	downloadUrlForm: 'relative' | 'absolute';
	/** HTTP status for an unknown job. bulk 4: docs against the 2025 OAS. */
	missingJobStatus: 404 | 400;
	/** Error of a row whose record is not there. bulk 7 (unverified). */
	missingTargetCode: 'RESOURCE_NOT_FOUND' | 'INVALID_DATA';
	/** RECORD_ID of a row skipped as a duplicate. bulk 6 (unverified). */
	skippedRecordId: 'empty' | 'duplicate';
	/** Which three columns the result keeps. bulk 6: "the first three mapped". */
	resultColumns: 'by mapping' | 'by index';
	/** Cells of the result: the text sent, or what Zoho made of it. bulk 6: not said. */
	resultValues: 'as sent' | 'normalised';
	/** bulk 6 (unverified: likely the input's). */
	resultRowOrder: 'input' | 'shuffled';
}

/** Every switch at its default, but for those given. */
export function createSwitches(changed: Partial<Switches> = {}): Switches {
	return {
		edition: 'enterprise',
		environment: 'production',
		wrongEnvironmentCode: 'INVALID_TOKEN',
		multiCurrency: false,
		location: 'us',
		isOtherDataCenter: false,
		acceptsSpacesInScope: true,
		allowHttpRedirect: false,
		answersScope: true,
		answersLegacyExpiry: false,
		tokenErrorStatus: 200,
		authorizePageErrorStatus: 200,
		accessTokenLifeSeconds: 3600,
		accessTokensPerRefreshToken: 10,
		tokenRequestsPerTenMinutes: 10,
		refreshTokensPerUser: 20,
		newRefreshTokensPerMinute: 5,
		grantCodesPerMinute: 5,
		authorizationCodeLifeSeconds: 180,
		tokenRequestCredits: 0,
		acceptsBearerOnApi: true,
		acceptsBearerOnFiles: true,
		scopeMismatchStatus: 401,
		scopeMismatchMessage: 'invalid oauth scope to access this URL',
		scopesBy: 'documentation',
		answersLegacyFileRefusal: false,
		sendsAccessTokenReset: false,
		creditLimit: null,
		creditsHeader: 'once half used',
		sendsRateLimitHeaders: false,
		retryAfterSeconds: null,
		throttleCode: 'TOO_MANY_REQUESTS',
		creditsSpentMessage: 'You have reached the maximum number of API requests for the last 24 hours.',
		concurrencyMessage: 'You have exceeded the number of API requests that may run at the same time.',
		concurrencyLimit: null,
		heavyConcurrencyLimit: 10,
		latencyBaseMs: 0,
		latencyPerRecordMs: 0,
		wrongMethodStatus: 400,
		badJsonCode: 'INVALID_REQUEST',
		disabledUserStatus: 'disabled',
		wrongUserTypeCode: 'INVALID_DATA',
		userReferenceForm: 'both',
		mandatoryUserName: 'either',
		allUsersIncludesDeleted: false,
		usersPerUpdate: 1,
		handoverMs: 5000,
		subformKey: 'associated_module',
		multiselectLookupShape: 'nested',

		// records and bulk write
		wholeRefusalPlace: 'top level',
		severalRefusals: 'first',
		unknownPicklistValues: 'accept',
		readOnlyValues: 'ignore',
		acceptsOwnerByEmail: false,
		acceptsZuluTime: false,
		omittedSubformRows: 'keep',
		wrongDuplicateCheckCode: 'INVALID_DATA',
		sameKeyTwice: 'updates first',
		v2AllRefusedStatus: 202,
		externalHeader: 'module and field',
		convertRefusalStatus: 400,
		needsPipeline: false,
		listIds: 100,
		discreteListReach: 2000,
		tokenListReach: 100_000,
		searchCriteria: 10,
		searchReach: 2000,
		searchDelayMs: 0,
		deletedListCredits: 2,
		fileCredits: 0,
		refusedJobCredits: 0,
		uploadSizeBytes: 25 * 1024 * 1024,
		oversizeUploadCode: 'INVALID_DATA',
		uploadRefusalStatus: 400,
		uploadRefusalShape: 'code',
		uploadedFileLifeMs: 24 * 3_600_000,
		resultLifeMs: 7 * 24 * 3_600_000,
		bulkWriteRows: 25_000,
		childRowsPerParent: 200,
		ignoreEmptyPlace: 'either',
		acceptsIsoDates: true,
		secondCsvRefusal: 'on create',
		allowHttpCallback: false,
		unmappedFindBy: 'refuse',
		queuedJobs: null,
		queuedJobsStatus: 429,
		callbackCount: 1,
		inProgressSpelling: 'INPROGRESS',
		nestedStatusWhileAdded: 'ADDED',
		showsNullMappingKeys: true,
		finishedResourceCode: 'SUCCESS',
		failedJobShowsCounts: true,
		failedJobMessage: null,
		downloadUrlForm: 'relative',
		missingJobStatus: 404,
		missingTargetCode: 'RESOURCE_NOT_FOUND',
		skippedRecordId: 'empty',
		resultColumns: 'by mapping',
		resultValues: 'as sent',
		resultRowOrder: 'input',
		...changed,
	};
}
