import { recordSamples } from '../recordSamples';

export const samples = recordSamples('deal', 'Deals');
