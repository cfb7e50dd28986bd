import { BulkWriteJobs, type DeliverCallback } from './bulk/jobs';
import { bulkArea } from './bulk/routes';
import { createManualClock, type ManualClock, realClock } from './clock';
import type { Area, Clock, Route } from './contract';
import type { JsonObject } from './json';
import { leadArea } from './leads/routes';
import { Concurrency } from './limits/concurrency';
import { Credits } from './limits/credits';
import { metadataArea } from './metadata/routes';
import { type DeliverNotification, Notifications } from './notifications/notifications';
import { notificationArea } from './notifications/routes';
import type { Grant } from './oauth/grantCodes';
import { ALL_SCOPES, TokenService } from './oauth/tokens';
import type { Edition } from './organization/organization';
import { organizationArea } from './organization/routes';
import { coqlArea } from './coql/routes';
import { recordArea } from './records/routes';
import { recordAreaV2 } from './records/routes/version2';
import { seedRecords } from './records/seed';
import type { RecordStore } from './records/store';
import { ADMIN_PATH, answerAdmin } from './server/admin';
import { Faults } from './server/faults';
import { RequestLog } from './server/requestLog';
import { startServer } from './server/server';
import { settingsArea } from './settings/routes';
import { createState, type EmulatorState } from './state';
import type { Switches } from './switches';
import { tagArea } from './tags/routes';
import { userArea } from './users/routes';

/** How an emulator differs from the usual one. */
export interface EmulatorOptions {
	/** Port of the main address; default any free one. */
	readonly port?: number;
	/** Default manual: time and jobs move only when told. */
	readonly clock?: 'real' | 'manual';
	/** Where a manual clock starts, in milliseconds since 1970; default a fixed working day. */
	readonly startMs?: number;
	/** Carries the callbacks of bulk jobs; default by HTTP. */
	readonly deliverCallback?: DeliverCallback;
	/** Carries notifications; default by HTTP. */
	readonly deliverNotification?: DeliverNotification;
	/** What `reset` returns to. */
	readonly switches?: Partial<Switches>;
	readonly latency?: { readonly baseMs: number; readonly perRecordMs: number };
	readonly credits?: { readonly limit: number };
	readonly edition?: Edition;
	/** Time between two steps of a job; default 500. With a real clock a timer moves them, with a manual one `advance`. */
	readonly jobStepMs?: number;
	/** Whether the request log keeps JSON bodies; default yes. */
	readonly keepBodies?: boolean;
	/** Redirect addresses registered besides the usual one. */
	readonly redirectUris?: readonly string[];
}

/** Where the emulator listens and what to log in with: what `npm run emulator` prints. */
export interface EmulatorAddresses {
	readonly url: string;
	readonly adminUrl: string;
	readonly accountsUrl: string;
	readonly apiDomain: string;
	/** Uploads and downloads; another origin than `url`. */
	readonly fileHost: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Has all scopes, belongs to Ann Lee, and outlives `reset`. */
	readonly refreshToken: string;
	readonly orgId: string;
	readonly zgid: string;
}

/** A Zoho CRM on this machine. */
export interface Emulator extends EmulatorAddresses {
	readonly state: EmulatorState;
	readonly switches: Switches;
	readonly store: RecordStore;
	readonly jobs: BulkWriteJobs;
	readonly notifications: Notifications;
	readonly faults: Faults;
	readonly requests: RequestLog;
	readonly credits: Credits;
	readonly concurrency: Concurrency;
	readonly tokens: TokenService;
	readonly clockKind: 'real' | 'manual';
	/** Everything that it answers, area by area. */
	readonly routes: readonly Route[];
	describe(): EmulatorAddresses;
	/** Puts a record in past the API, as `seedRecords` does. @returns its id */
	add(module: string, values: JsonObject): string;
	/** Moves every job one step. */
	tick(): void;
	/** Moves a manual clock, and jobs by the steps that fit. @throws RangeError with a real clock */
	advance(durationMs: number): void;
	/** A token answer without the browser flow, for tests. Default: all scopes, Ann Lee. */
	grantToken(grant?: Partial<Pick<Grant, 'scopes' | 'userId'>>): GrantedToken;
	/** Back to a fresh organization; addresses, client and standing refresh token stay. The clock does not go back. */
	reset(): void;
	stop(): Promise<void>;
}

/** Tokens as an outside client uses them. */
export interface GrantedToken {
	readonly accessToken: string;
	readonly refreshToken: string;
	/** Ready for the Authorization header: `Zoho-oauthtoken 1000...`. */
	readonly authorization: string;
}

const DEFAULT_JOB_STEP_MS = 500;

/** Starts an emulator on 127.0.0.1. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const manualClock = options.clock === 'real' ? undefined : createManualClock(options.startMs);
	const clock: Clock = manualClock ?? realClock;
	const state = createState(clock, switchesOf(options));
	const { switches } = state;
	const jobs = new BulkWriteJobs(state, options.deliverCallback);
	const notifications = new Notifications(state, options.deliverNotification);
	const areas: readonly Area[] = [
		organizationArea(state),
		userArea(state),
		metadataArea(state),
		settingsArea(state),
		tagArea(state),
		leadArea(state),
		coqlArea(state),
		notificationArea(state, notifications),
		recordArea(state),
		recordAreaV2(state),
		bulkArea(state, jobs),
	];
	const routes = areas.flatMap((area) => area.routes);
	const faults = new Faults();
	const requests = new RequestLog(options.keepBodies ?? true);
	const credits = new Credits(clock, switches, state.organization);
	const concurrency = new Concurrency(switches);
	let url = '';
	const tokens = new TokenService(clock, switches, state.users.all()[0].id, () => url);
	tokens.client.redirectUris.push(...(options.redirectUris ?? []));
	const server = await startServer(
		{
			state,
			tokens,
			credits,
			concurrency,
			faults,
			log: requests,
			routes,
			answerAdmin: (request) => answerAdmin(emulator, request),
		},
		options.port ?? 0,
	);
	url = server.url;
	jobs.fileHost = server.fileUrl;
	const jobStepMs = options.jobStepMs ?? DEFAULT_JOB_STEP_MS;
	const settle = (): void => areas.forEach((area) => area.settle?.());
	const tick = (): void => {
		for (const area of areas) area.tick?.();
		settle();
	};
	const timer = manualClock ? undefined : setInterval(tick, jobStepMs).unref();

	const addresses: EmulatorAddresses = {
		url,
		adminUrl: `${url}${ADMIN_PATH}`,
		accountsUrl: url,
		apiDomain: url,
		fileHost: server.fileUrl,
		clientId: tokens.client.id,
		clientSecret: tokens.client.secret,
		refreshToken: tokens.standingRefreshToken,
		orgId: state.organization.id,
		zgid: state.organization.zgid,
	};
	const emulator: Emulator = {
		...addresses,
		state,
		switches,
		store: state.records,
		jobs,
		notifications,
		faults,
		requests,
		credits,
		concurrency,
		tokens,
		clockKind: manualClock ? 'manual' : 'real',
		routes,
		describe: () => addresses,
		add: (module, values) => seedRecords(state, module, [values])[0],
		tick,
		advance(durationMs) {
			if (!manualClock) throw new RangeError('A real clock cannot be moved');
			advanceStepwise(manualClock, areas, durationMs, jobStepMs);
			settle();
		},
		grantToken({ scopes = ALL_SCOPES, userId = state.users.all()[0].id } = {}) {
			const { accessToken, refreshToken } = tokens.issue({ userId, scopes, environment: switches.environment });
			return { accessToken, refreshToken, authorization: `Zoho-oauthtoken ${accessToken}` };
		},
		reset() {
			state.reset();
			for (const area of areas) area.reset?.();
			faults.clear();
			requests.reset();
			credits.reset();
			concurrency.reset();
			tokens.reset();
		},
		async stop() {
			clearInterval(timer);
			await server.stop();
		},
	};
	return emulator;
}

function switchesOf({ switches, latency, credits, edition }: EmulatorOptions): Partial<Switches> {
	return {
		...(latency ? { latencyBaseMs: latency.baseMs, latencyPerRecordMs: latency.perRecordMs } : {}),
		...(credits ? { creditLimit: credits.limit } : {}),
		...(edition ? { edition } : {}),
		...switches,
	};
}

/** A job sees the time of each of its steps, not only the time at the end. */
function advanceStepwise(clock: ManualClock, areas: readonly Area[], durationMs: number, stepMs: number): void {
	let leftMs = durationMs;
	while (leftMs >= stepMs && areas.some((area) => area.isBusy?.())) {
		clock.advance(stepMs);
		for (const area of areas) area.tick?.();
		leftMs -= stepMs;
	}
	clock.advance(leftMs);
}
