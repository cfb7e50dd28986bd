import { toImportId } from '../../../nodes/ZohoCrmBulk/operations/bulkWrite/importRequest';

const NOW = 1_790_000_000_000;

describe('IDs of imports', () => {
	it('differ within one millisecond of one execution', () => {
		const ids = Array.from({ length: 100 }, () => toImportId('17', NOW));
		expect(new Set(ids).size).toBe(100);
		for (const id of ids) expect(id).toMatch(/^n8n17x[a-z0-9]{8}$/);
	});

	it('stay near the clock, and follow one that is set back', () => {
		const later = NOW + 60_000;
		expect(toImportId('17', later)).toBe(`n8n17x${later.toString(36)}`);
		expect(toImportId('17', NOW)).toBe(`n8n17x${NOW.toString(36)}`);
	});

	it('hold nothing of an execution but letters and digits', () => {
		expect(toImportId('a-b_c/../d', NOW + 120_000)).toMatch(/^n8nabcdx[a-z0-9]+$/);
	});
});
