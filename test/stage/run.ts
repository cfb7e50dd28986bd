import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import type { Emulator } from '../emulator';
import { connectedCredential } from './credentials';
import { runNode, type NodeRun, type NodeRunResult } from './runNode';

/** How a run differs from the usual one. */
export type RunSettings = Partial<Omit<NodeRun, 'parameters' | 'items'>>;

/**
 * Runs the node that has the operation.
 * @param parameters as of `lead`, `record`, `user`, `leadImport` ...
 * @param items left out: one without fields
 */
export type Run = (
	parameters: INodeParameters,
	items?: readonly IDataObject[],
	settings?: RunSettings,
) => Promise<NodeRunResult>;

/** A node that has the resource. */
export const nodeWith = ({ resource }: INodeParameters): INodeType =>
	resource === 'bulkWrite' ? new ZohoCrmBulk() : new ZohoCrm();

/** Runs operations against an emulator, with a credential that has all scopes unless another is given. */
export function runOn(emulator: Emulator): Run {
	return async (parameters, items = [{}], settings = {}) =>
		await runNode({
			node: nodeWith(parameters),
			parameters,
			items,
			credential: settings.credential ?? connectedCredential(emulator),
			...settings,
		});
}
