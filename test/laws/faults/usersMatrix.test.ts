import { describeMatrix } from './matrix';

describeMatrix('users');
