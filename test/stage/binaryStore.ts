import { BinaryDataConfig, BinaryDataService } from 'n8n-core';

/** n8n's container of services. */
interface Services {
	get<Service>(service: abstract new (...parts: never[]) => Service): Service;
}

/** Where n8n keeps files until it is set up: nowhere, so that an item holds its file itself. */
interface Stores {
	managers: Record<string, unknown>;
}

/**
 * Lets n8n keep files on disk, as it does by default; without this the harness holds them in the items.
 * @returns puts that back
 */
export async function keepFilesOnDisk(folder: string): Promise<() => void> {
	const { Container }: { Container: Services } = require('@n8n/di');
	const config = Container.get(BinaryDataConfig);
	const service = Container.get(BinaryDataService);
	Object.assign(config, { mode: 'filesystem', localStoragePath: folder });
	await service.init();
	return () => {
		(service as unknown as Stores).managers = {};
	};
}
