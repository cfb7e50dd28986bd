import { describeMatrix } from './matrix';

describeMatrix('records');
