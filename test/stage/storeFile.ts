import { BinaryDataService } from 'n8n-core';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { IBinaryData } from 'n8n-workflow';

/** n8n's container of services. */
interface Services {
	get<Service>(service: abstract new (...parts: never[]) => Service): Service;
}

/** Hands a file on disk to n8n, as a step before ours would have. Call `keepFilesOnDisk` first. @returns what an item holds of it */
export async function storeFile(file: string, mimeType: string): Promise<IBinaryData> {
	const { Container }: { Container: Services } = require('@n8n/di');
	const location = { type: 'execution', workflowId: 'workflow-1', executionId: '17' } as const;
	return await Container.get(BinaryDataService).store(location, createReadStream(file), {
		data: '',
		mimeType,
		fileName: path.basename(file),
	});
}
