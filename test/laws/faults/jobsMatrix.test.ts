import { readdirSync } from 'node:fs';
import { describeMatrix, PART_NAMES } from './matrix';

describeMatrix('jobs');

it('every part of the matrix has its file', () => {
	const files = readdirSync(__dirname).filter((name) => name.endsWith('Matrix.test.ts'));
	expect(files.sort()).toEqual(PART_NAMES.map((part) => `${part}Matrix.test.ts`).sort());
});
