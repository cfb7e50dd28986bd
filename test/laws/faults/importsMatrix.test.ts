import { describeMatrix } from './matrix';

describeMatrix('imports');
