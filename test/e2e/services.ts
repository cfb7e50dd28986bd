import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type JsonRecord, toList, toText } from './json';
import type { N8nSettings } from './n8nServer';

const HOST = '127.0.0.1';
const REDIS_PORT = 6379;
const POSTGRES_PORT = 5432;
const POSTGRES_USER = 'postgres';
const PATIENCE_MS = 5_000;

/** What of `pg` and `ioredis`, which n8n brings along, is used here. */
interface PostgresClient {
	connect(): Promise<void>;
	query(text: string): Promise<{ readonly rows: readonly JsonRecord[] }>;
	end(): Promise<void>;
}
interface RedisClient {
	connect(): Promise<void>;
	ping(): Promise<string>;
	llen(key: string): Promise<number>;
	keys(pattern: string): Promise<readonly string[]>;
	del(...keys: readonly string[]): Promise<number>;
	disconnect(): void;
	on(event: 'error', listener: () => void): void;
}

async function withPostgres<Result>(
	database: string,
	action: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
	const { Client }: { Client: new (options: JsonRecord) => PostgresClient } = require('pg');
	const client = new Client({
		host: HOST,
		port: POSTGRES_PORT,
		user: POSTGRES_USER,
		database,
		connectionTimeoutMillis: PATIENCE_MS,
	});
	await client.connect();
	return await action(client).finally(async () => await client.end());
}

async function withRedis<Result>(action: (client: RedisClient) => Promise<Result>): Promise<Result> {
	const { Redis }: { Redis: new (options: JsonRecord) => RedisClient } = require('ioredis');
	const client = new Redis({
		host: HOST,
		port: REDIS_PORT,
		lazyConnect: true,
		connectTimeout: PATIENCE_MS,
		retryStrategy: () => null,
	});
	// What goes wrong is told by the calls themselves.
	client.on('error', () => undefined);
	await client.connect();
	return await action(client).finally(() => client.disconnect());
}

/** Which of the two services do not answer as the tests need them; `servicesCheck.ts` prints it. */
export async function askForServices(): Promise<readonly string[]> {
	const works = async (ask: Promise<unknown>): Promise<boolean> =>
		await ask.then(
			() => true,
			() => false,
		);
	const hasRedis = await works(withRedis(async (client) => await client.ping()));
	const hasPostgres = await works(withPostgres('postgres', async (client) => await client.query('SELECT 1')));
	return [
		...(hasRedis ? [] : [`Redis at ${HOST}:${REDIS_PORT}`]),
		...(hasPostgres ? [] : [`PostgreSQL at ${HOST}:${POSTGRES_PORT} that trusts the user ${POSTGRES_USER}`]),
	];
}

/** The same at once, in a process of its own: whether tests are left out must be known before the first one begins. */
export function findMissingServices(): readonly string[] {
	const check = spawnSync(process.execPath, ['--import', 'tsx', path.join(__dirname, 'servicesCheck.ts')], {
		cwd: path.resolve(__dirname, '..', '..'),
		encoding: 'utf8',
	});
	if (check.status !== 0) throw new Error(`nobody could say whether Redis and PostgreSQL are there: ${check.stderr}`);
	return toList(JSON.parse(check.stdout)).map(toText);
}

/** A database and a corner of Redis of our own, for one n8n in queue mode. */
export class QueueServices {
	private readonly name = `zoho_crm_e2e_${randomBytes(6).toString('hex')}`;
	private readonly encryptionKey = randomBytes(24).toString('hex');

	private constructor() {}

	/** Makes the database; `drop` takes it away again. */
	static async create(): Promise<QueueServices> {
		const services = new QueueServices();
		await withPostgres('postgres', async (client) => await client.query(`CREATE DATABASE ${services.name}`));
		return services;
	}

	/**
	 * What main and workers must be told. Locks of executions are looked at more often than usual, so that a killed worker is missed soon.
	 * They last as long as usual: a worker that lives must not be missed because the machine is busy.
	 */
	get settings(): N8nSettings {
		return {
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: this.encryptionKey,
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(POSTGRES_PORT),
			DB_POSTGRESDB_USER: POSTGRES_USER,
			DB_POSTGRESDB_DATABASE: this.name,
			QUEUE_BULL_REDIS_HOST: HOST,
			QUEUE_BULL_REDIS_PORT: String(REDIS_PORT),
			QUEUE_BULL_PREFIX: `${this.name}_queue`,
			N8N_REDIS_KEY_PREFIX: this.name,
			QUEUE_WORKER_LOCK_DURATION: '60000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '4000',
			QUEUE_WORKER_STALLED_INTERVAL: '4000',
		};
	}

	/** Executions that the queue holds: those that wait for a worker, and those that one has taken. */
	async countQueued(): Promise<number> {
		const lists = ['wait', 'active'].map((list) => `${this.name}_queue:jobs:${list}`);
		return await withRedis(async (client) =>
			(await Promise.all(lists.map(async (list) => await client.llen(list)))).reduce((sum, length) => sum + length, 0),
		);
	}

	/** Rows of n8n's database. */
	async query(text: string): Promise<readonly JsonRecord[]> {
		return await withPostgres(this.name, async (client) => (await client.query(text)).rows);
	}

	/** Takes away everything that was left behind. No n8n may use it any more. */
	async drop(): Promise<void> {
		await withRedis(async (client) => {
			const keys = await client.keys(`*${this.name}*`);
			if (keys.length > 0) await client.del(...keys);
		});
		await withPostgres(
			'postgres',
			async (client) => await client.query(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`),
		);
	}
}
