import '../stage/debugLog';
import { DataDeduplicationService } from 'n8n-core';
import type { IDataDeduplicator } from 'n8n-workflow';
import { keepLog } from '../stage/debugLog';
import { failureOf } from '../stage/failure';
import { jobImport, resumedImport } from '../stage/parameters';
import { rowsOf } from '../stage/rows';
import { useStage } from '../stage/stage';
import { endJobs } from './jobs';

const { emulator, run } = useStage();

/** What n8n keeps in its database of what nodes have seen, by node. */
const stored = new Map<string, Set<string>>();
const listOf = (id = ''): Set<string> => {
	const list = stored.get(id) ?? new Set();
	stored.set(id, list);
	return list;
};
const database: Pick<IDataDeduplicator, 'checkProcessedAndRecord' | 'removeProcessed'> = {
	async checkProcessedAndRecord(items, scope, { node }, { mode }) {
		expect([scope, mode]).toEqual(['node', 'entries']);
		const list = listOf(node?.id);
		const processed = items.filter((item) => list.has(String(item)));
		for (const item of items) list.add(String(item));
		return { new: items.filter((item) => !processed.includes(item)), processed };
	},
	async removeProcessed(items, _scope, { node }) {
		for (const item of items) listOf(node?.id).delete(String(item));
	},
};

beforeAll(async () => {
	await DataDeduplicationService.init(database as IDataDeduplicator);
});

it('an import that another worker runs cannot be resumed, and can be once that has ended', async () => {
	const lines = keepLog();
	const rows = rowsOf(5);
	const { json } = await run(jobImport({ wait: 'none' }), rows);
	expect(json).toHaveLength(5);
	endJobs(emulator);
	const [, importId] = /import (n8n\w+)/.exec(lines[0]) ?? [];
	// The import has ended, and left nothing behind.
	expect([...listOf('node-1')]).toEqual([]);
	const mark = `import ${importId} ${Math.floor(Date.now() / 60_000)}`;
	listOf('node-1').add(mark);
	emulator.requests.reset();
	const failure = await failureOf(run(resumedImport(lines.join('\n')), rows));
	expect(failure.message).toContain(`The import ${importId} is still running in another execution`);
	expect(emulator.requests.all().filter(({ method }) => method === 'POST')).toEqual([]);
	expect([...listOf('node-1')]).toEqual([mark]);
	listOf('node-1').delete(mark);
	const resumed = await run(resumedImport(lines.join('\n')), rows);
	expect(resumed.json.map(({ status }) => status)).toEqual(rows.map(() => 'ADDED'));
	expect([...listOf('node-1')]).toEqual([]);
});
