import type { Target } from '../../laws/faults/faults';

/** Calls of Bulk Write that faults are meant for. */
export const UPLOAD: Target = { method: 'POST', path: '/crm/v8/upload' };
export const ORDER: Target = { method: 'POST', path: '/crm/bulk/v8/write' };
export const STATUS: Target = { method: 'GET', path: '/crm/bulk/v8/write/*' };
/** The result file, which alone tells what became of each row. */
export const RESULT: Target = { method: 'GET', path: '/v8/crm/*' };
