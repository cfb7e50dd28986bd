import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import path from 'node:path';
import { toRecord, toText } from '../e2e/json';
import { BUILT_IN_PACKAGE } from './nodeClasses';

const root = path.resolve(__dirname, '..', '..');
const GIBIBYTE = 1024 ** 3;

function versionOf(folder: string): string {
	const file = path.join(folder, 'package.json');
	return existsSync(file) ? toText(toRecord(JSON.parse(readFileSync(file, 'utf8'))).version) : 'not installed';
}

/** What the figures depend on: a line for the machine, one for the versions. */
export function describeMachine(): string[] {
	const [{ model }] = cpus();
	const installed = (name: string): string => `${name} ${versionOf(path.join(root, 'node_modules', name))}`;
	return [
		`Machine: ${model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / GIBIBYTE)} GiB, ${type()} ${release().split('.').slice(0, 2).join('.')}; load before the run ${loadavg()[0].toFixed(1)}, which a quiet machine has below 0.5`,
		`Versions: package ${versionOf(root)}, Node ${process.versions.node} (zlib ${process.versions.zlib}), ${installed('n8n-core')}, ${installed('n8n-workflow')}, ${installed('csv-stringify')}, built-in node of n8n-nodes-base ${versionOf(BUILT_IN_PACKAGE)}`,
	];
}
