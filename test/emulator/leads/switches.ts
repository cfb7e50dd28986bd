import { oneOf } from '../switch';

/** What is not sure about leads, and sizes that tests set lower. */
export const leadsSwitches = {
	/** HTTP status of a conversion with invalid data. records 10: 400; the OAS lists 202 too. */
	convertRefusalStatus: oneOf(400, 202),
	/** The deal of a conversion must name its pipeline. records 10: if pipelines are enabled. */
	needsPipeline: false,
};
