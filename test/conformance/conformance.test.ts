import '../harness/setup';
import { describeBulkWrite } from './cases/bulkWrite';
import { describeMetadata } from './cases/metadata';
import { describeNodes } from './cases/nodes';
import { describeOAuth } from './cases/oauth';
import { describeOrganization } from './cases/organization';
import { describeRecords } from './cases/records';
import { describeUsers } from './cases/users';
import { openTarget, type Target } from './target';
import { Specification } from './openApi/specification';
import { CORRECTIONS } from './openApi/corrections';

let opened: Target | undefined;

/** The target, once it is open. */
function target(): Target {
	if (opened === undefined) throw new Error('The target is not open yet');
	return opened;
}

beforeAll(async () => {
	opened = await openTarget();
});
afterAll(async () => await opened?.stop());

describeOrganization(target);
describeUsers(target);
describeMetadata(target);
describeRecords(target);
describeBulkWrite(target);
describeOAuth(target);
describeNodes(target);

it('explore', () => {
	const all = [...target().client.exchanges, ...target().nodeExchanges()];
	const lines: string[] = [];
	for (const version of ['v8.0', 'v8.0-2026'] as const) {
		const spec = new Specification(version, CORRECTIONS);
		const counts = new Map<string, number>();
		for (const exchange of all) {
			const found = spec.check(exchange);
			if (found === null) { const k = `UNDESCRIBED ${version} ${exchange.method} ${exchange.path.replace(/\d{10,}/g,'ID')} ${exchange.status}`; counts.set(k, (counts.get(k) ?? 0) + 1); }
			for (const f of found ?? []) { const k = `${f.file} | ${f.about} | ${f.message.replace(/\d{15,}/g,'ID')}`; counts.set(k, (counts.get(k) ?? 0) + 1); }
		}
		lines.push(...[...counts].map(([k, n]) => `${n} ${k}`));
	}
	require('node:fs').writeFileSync('/tmp/oas-findings.txt', lines.join('\n'));
});
