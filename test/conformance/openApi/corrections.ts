import type { Change, Correction } from './correction';

const correct = (file: string, path: readonly string[], change: Change, reason: string): Correction => ({ file, path, change, reason });
const loosely = (version: string, names: readonly string[], kind: 'optional' | 'nullable' | 'open' | 'oneOrMore', reason: string): Correction[] =>
	names.map((name) => correct(`${version}/${name}.json`, [], { kind }, reason));

export const CORRECTIONS: readonly Correction[] = [
	...loosely('v8.0', ['record', 'users', 'modules', 'fields', 'layouts', 'custom_views', 'profiles', 'roles', 'bulk_write', 'org'], 'oneOrMore', 'Branches'),
	...loosely('v8.0', ['users', 'modules', 'fields', 'layouts', 'custom_views', 'profiles', 'roles', 'bulk_write'], 'nullable', 'Nullables'),
	...loosely('v8.0', ['modules', 'fields', 'layouts', 'custom_views', 'profiles'], 'optional', 'too strict'),
	...loosely('v8.0-2026', ['record', 'users', 'modules', 'fields', 'layouts', 'custom_views', 'profiles', 'roles', 'bulk_write', 'org'], 'open', 'open'),
	...['201', '207', '400', '401', '404'].map((to) => correct('v8.0/record.json', ['paths', '*', '*', 'responses'], { kind: 'sameAnswer', from: '200', to }, 'x')),
	...['207'].map((to) => correct('v8.0-2026/record.json', ['paths', '*', '*', 'responses'], { kind: 'sameAnswer', from: '200', to }, 'x')),
];
