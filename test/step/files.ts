import { BinaryDataService } from 'n8n-core';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IBinaryData, IBinaryKeyData } from 'n8n-workflow';
import type { InputFile, InputItem } from './options';

/** What is said of a file that came out. */
export interface OutputFile {
	readonly fileName: string | null;
	readonly mimeType: string;
	readonly bytes: number;
	readonly sha256: string;
}

/** n8n's container of services. */
interface Services {
	get<Service>(service: abstract new (...parts: never[]) => Service): Service;
}

function binaryData(): BinaryDataService {
	const { Container }: { Container: Services } = require('@n8n/di');
	return Container.get(BinaryDataService);
}

/** Hands the files of an item to n8n, as a node before would have. @returns what the item holds of them */
export async function storeFiles({ binary }: InputItem): Promise<IBinaryKeyData | undefined> {
	const stored: IBinaryKeyData = {};
	for (const [key, file] of Object.entries(binary)) stored[key] = await storeFile(file);
	return Object.keys(stored).length === 0 ? undefined : stored;
}

async function storeFile({ fileName, mimeType, content }: InputFile): Promise<IBinaryData> {
	const location = { type: 'execution', workflowId: 'workflow-1', executionId: '17' } as const;
	const bytes = typeof content === 'string' ? createReadStream(content) : content;
	const fileExtension = path.extname(fileName).slice(1);
	return await binaryData().store(location, bytes, {
		data: '',
		mimeType,
		fileName,
		...(fileExtension === '' ? {} : { fileExtension }),
	});
}

/** Reads the files of an item that came out, and writes each into the folder, if there is one. */
export async function describeFiles(
	binary: IBinaryKeyData,
	folder: string | null,
	nameOf: (key: string, fileName: string) => string,
): Promise<Record<string, OutputFile>> {
	const described: Record<string, OutputFile> = {};
	for (const [key, file] of Object.entries(binary)) {
		const target = folder === null ? null : path.join(folder, nameOf(key, file.fileName ?? ''));
		described[key] = { fileName: file.fileName ?? null, mimeType: file.mimeType, ...(await readThrough(file, target)) };
	}
	return described;
}

async function readThrough(file: IBinaryData, target: string | null): Promise<{ bytes: number; sha256: string }> {
	const content =
		file.id === undefined ? Readable.from([Buffer.from(file.data, 'base64')]) : await binaryData().getAsStream(file.id);
	const hash = createHash('sha256');
	let bytes = 0;
	const meter = new PassThrough();
	meter.on('data', (piece: Buffer) => {
		hash.update(piece);
		bytes += piece.length;
	});
	if (target === null) await pipeline(content, meter);
	else await pipeline(content, meter, createWriteStream(target));
	return { bytes, sha256: hash.digest('hex') };
}

/** Names files in a folder by where they came out, each once; whatever a file calls itself, it stays in the folder. */
export function fileNames(): (output: number, item: number, key: string, fileName: string) => string {
	const taken = new Set<string>();
	const safe = (text: string): string => text.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(-80);
	return (output, item, key, fileName) => {
		const name = ['binary', String(output), String(item), safe(key), safe(fileName)].join('-');
		for (let number = 1; ; number += 1) {
			const numbered = number === 1 ? name : `${number}-${name}`;
			if (taken.has(numbered)) continue;
			taken.add(numbered);
			return numbered;
		}
	};
}
