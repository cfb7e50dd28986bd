import { recordSamples } from '../recordSamples';

export const samples = recordSamples('account', 'Accounts');
