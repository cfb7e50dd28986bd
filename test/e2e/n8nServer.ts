import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stopProcess, waitFor } from './childProcess';
import { findFreePort } from './freePort';

const START_TIMEOUT_MS = 180_000;

/** What runs for a person works here too, without the parts that call home or that nobody needs for a workflow. */
const SETTINGS = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_SAMESITE_COOKIE: 'strict',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_ONBOARDING_FLOW_DISABLED: 'true',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_AI_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_COMMUNITY_PACKAGES_REGISTRY: 'http://127.0.0.1:9',
	// Steps reach this machine, where the emulator is, and nothing else of the network.
	N8N_SSRF_PROTECTION_ENABLED: 'true',
	N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.0/8,::1/128',
	N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'not-used',
	// On a busy machine n8n is at times too busy to look after its database, and would turn every call away: Zoho's too.
	DB_PING_TIMEOUT_MS: '60000',
	GENERIC_TIMEZONE: 'Europe/Berlin',
	N8N_DISABLED_MODULES:
		'mcp-registry,insights,external-secrets,mcp,provisioning,breaking-changes,source-control,dynamic-credentials,chat-hub,sso-oidc,sso-saml,log-streaming,ldap,quick-connect,workflow-builder,instance-reporting,agents,instance-ai,engine-v2,otel',
};

/** Where Node keeps n8n's code as it compiled it: n8n is started so often that this is worth its while. */
const COMPILED = path.resolve(__dirname, '..', '..', '.cache', 'n8n-compiled');

/** How much n8n prints. */
export type LogLevel = 'info' | 'debug';

/** Settings of n8n by the names of its environment variables. */
export type N8nSettings = Readonly<Record<string, string>>;

/** For an n8n that nobody looks at in a browser and whose node descriptions nobody reads: it is ready seconds sooner. */
export const WITHOUT_EDITOR: N8nSettings = { N8N_DISABLE_UI: 'true' };

/** A process of n8n that we started. */
export interface N8nProcess {
	/** Everything that n8n printed. */
	readonly logFile: string;
	/** Id of its process, to look at what it takes. */
	readonly processId: number;
	stop(): Promise<void>;
	/** Ends it at once, as a crash does. */
	kill(): Promise<void>;
}

/** A running n8n of our own. */
export interface N8nServer extends N8nProcess {
	/** Address of the editor, without a slash at its end. */
	readonly url: string;
	/** Where workflows may read and write files. */
	readonly filesFolder: string;
}

/** The machine's settings for another n8n must not reach ours, nor that it is a test: n8n would not start its nodes. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
	const isForeign = (name: string): boolean =>
		/^(N8N_|DB_|QUEUE_|EXECUTIONS_|JEST_|NODE_ENV$|NODE_PATH$|NODE_OPTIONS$)/.test(name);
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}

/** The folder below n8n's user folder in which workflows may read and write files. */
export function filesFolderOf(folder: string): string {
	return path.join(folder, 'files');
}

/**
 * Starts the real n8n on free ports and waits until it can work (10 to 20 seconds, the first time longer).
 * @param folder its user folder: database, settings, installed packages, log
 * @param formerUrl the address that it had before, where others know it by that one
 * @param settings beyond the usual ones, such as those of queue mode
 */
export async function startN8n(
	folder: string,
	logLevel: LogLevel = 'info',
	formerUrl: string | null = null,
	settings: N8nSettings = {},
): Promise<N8nServer> {
	const url = formerUrl ?? `http://127.0.0.1:${await findFreePort()}`;
	const { port } = new URL(url);
	const own = { N8N_PORT: port, WEBHOOK_URL: url, N8N_EDITOR_BASE_URL: url };
	const running = await launch({
		folder,
		args: ['start'],
		healthUrl: url,
		settings: { N8N_LOG_LEVEL: logLevel, ...own, ...settings },
	});
	return { ...running, url, filesFolder: filesFolderOf(folder) };
}

/**
 * Starts a worker of queue mode, and waits until it takes executions from the queue.
 * @param folder its user folder: installed packages, log
 * @param settings of queue mode, and the address of the n8n that it works for
 * @param executionsAtOnce how many it runs side by side
 */
export async function startWorker(
	folder: string,
	settings: N8nSettings,
	executionsAtOnce: number,
): Promise<N8nProcess> {
	const port = String(await findFreePort());
	const own = {
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: port,
	};
	return await launch({
		folder,
		args: ['worker', `--concurrency=${executionsAtOnce}`],
		healthUrl: `http://127.0.0.1:${port}`,
		settings: { N8N_LOG_LEVEL: 'info', ...own, ...settings },
	});
}

interface Launch {
	readonly folder: string;
	/** The command of n8n and its options. */
	readonly args: readonly string[];
	/** Origin at which it tells whether it is ready. */
	readonly healthUrl: string;
	readonly settings: N8nSettings;
}

async function launch({ folder, args, healthUrl, settings }: Launch): Promise<N8nProcess> {
	const brokerPort = await findFreePort();
	const filesFolder = filesFolderOf(folder);
	mkdirSync(filesFolder, { recursive: true });
	const logFile = path.join(folder, 'n8n.log');
	const log = openSync(logFile, 'a');
	const child = spawn(process.execPath, [path.join(__dirname, 'node_modules', 'n8n', 'bin', 'n8n'), ...args], {
		cwd: folder,
		stdio: ['ignore', log, log],
		env: {
			...inheritedEnvironment(),
			...SETTINGS,
			NODE_COMPILE_CACHE: COMPILED,
			N8N_USER_FOLDER: folder,
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			N8N_RESTRICT_FILE_ACCESS_TO: filesFolder,
			...settings,
		},
	});
	closeSync(log);
	try {
		await waitFor('n8n is ready', START_TIMEOUT_MS, async () => {
			if (child.exitCode !== null)
				throw new Error(`n8n ended with ${child.exitCode}:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
			const answer = await fetch(`${healthUrl}/healthz/readiness`).catch(() => undefined);
			return answer?.ok === true ? true : undefined;
		});
	} catch (error) {
		await stopProcess(child);
		throw error;
	}
	return {
		logFile,
		processId: child.pid ?? 0,
		stop: () => stopProcess(child),
		kill: () => stopProcess(child, 'SIGKILL'),
	};
}
