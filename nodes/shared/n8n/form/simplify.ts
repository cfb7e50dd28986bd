import type { INodeProperties } from 'n8n-workflow';

/** Simplify, as the operations have it that can give less than all. */
export function simplifyParameter(): INodeProperties {
	return {
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	};
}
