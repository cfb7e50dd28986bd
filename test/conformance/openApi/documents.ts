import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject } from '../../emulator/json';
import { applyCorrection, type Correction } from './correction';

/** Zoho's two sets of OpenAPI files, as their folders are called: June 2025 (OpenAPI 3.0) and 2026 (3.1). */
export type Version = 'v8.0' | 'v8.0-2026';

/** One file, parsed and corrected. */
export interface Document {
	/** Folder and name: `v8.0/record.json`. */
	readonly file: string;
	readonly content: Readonly<Record<string, unknown>>;
}

/** Where Zoho's files lie on machines that have them; they are never copied into the project. */
export const OPEN_API_FOLDER = resolve(__dirname, '../../../../shared/zoho-api/oas');

/** Whether the files are there. */
export function hasOpenApiFiles(): boolean {
	return existsSync(OPEN_API_FOLDER);
}

const texts = new Map<string, string>();

function readText(file: string): string {
	const text = texts.get(file) ?? readFileSync(resolve(OPEN_API_FOLDER, file), 'utf8');
	texts.set(file, text);
	return text;
}

const REMOTE = /^https:\/\/raw\.githubusercontent\.com\/.*\/v8\.0\/([a-z_]+\.json)/;

/** Turns references into the repository where the files came from into references to their neighbours. */
function toLocal(key: string, value: unknown): unknown {
	return key === '$ref' && typeof value === 'string' ? value.replace(REMOTE, './$1') : value;
}

function* refersTo(value: unknown): Generator<string> {
	if (Array.isArray(value)) for (const entry of value) yield* refersTo(entry);
	if (!isObject(value)) return;
	for (const entry of Object.values(value)) yield* refersTo(entry);
	if (typeof value.$ref === 'string' && value.$ref.startsWith('./')) yield value.$ref.slice(2).split('#')[0];
}

/**
 * Reads files of one version and those they refer to.
 * @param names without folder, in the order in which operations are looked up
 * @throws Error if a correction has no place in its file
 */
export function readDocuments(
	version: Version,
	names: readonly string[],
	corrections: readonly Correction[],
): Document[] {
	const documents: Document[] = [];
	const wanted = [...names];
	for (const name of wanted) {
		const file = `${version}/${name}`;
		// The edge where JSON enters: every file is an object.
		const content = JSON.parse(readText(file), toLocal) as Record<string, unknown>;
		for (const correction of corrections.filter((entry) => entry.file === file)) applyCorrection(content, correction);
		documents.push({ file, content });
		for (const neighbour of refersTo(content)) if (!wanted.includes(neighbour)) wanted.push(neighbour);
	}
	return documents;
}
