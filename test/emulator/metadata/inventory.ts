import type { ModuleDefinition } from '../contract';
import { addressFields, commonFields, field, type FieldSketch, pickListField, readOnlyField } from './fieldDefinitions';
import { buildModule, type ModuleSketch, standardLayout, subform } from './moduleSketches';

const CARRIERS = ['FedEX', 'UPS', 'USPS', 'DHL', 'BlueDart'];
const ORDER_STATES = ['Created', 'Approved', 'Delivered', 'Cancelled'];

/** What main modules of Zoho's own have alike. */
function build(
	sketch: Pick<ModuleSketch, 'number' | 'firstField' | 'apiName' | 'scopeWord' | 'layouts' | 'fields'> & {
		readonly label: string;
		readonly plural: string;
		readonly displayField: string;
	},
): ModuleDefinition {
	const { label, plural, displayField, fields, ...module } = sketch;
	return buildModule({
		...module,
		singularLabel: label,
		pluralLabel: plural,
		generatedType: 'default',
		parentModule: null,
		systemDuplicateField: displayField,
		displayField,
		fields: [...fields, field('Description', 'textarea', { length: 32_000 }), ...commonFields(label)],
	});
}

function products(): ModuleDefinition {
	return build({
		number: 2189,
		firstField: 3901,
		apiName: 'Products',
		label: 'Product',
		plural: 'Products',
		layouts: [standardLayout(91_067)],
		displayField: 'Product_Name',
		scopeWord: 'products',
		fields: [
			field('Product_Name', 'text', { length: 200, systemMandatory: true }),
			field('Product_Code', 'text', { length: 40 }),
			field('Vendor_Name', 'lookup', { lookupModule: 'Vendors' }),
			field('Product_Active', 'boolean'),
			pickListField('Manufacturer', ['AltvetPet Inc.', 'LexPon Inc.', 'MetBeat Corp.']),
			pickListField('Product_Category', ['Hardware', 'Software', 'CRM Applications']),
			field('Sales_Start_Date', 'date'),
			field('Sales_End_Date', 'date'),
			field('Unit_Price', 'currency'),
			field('Commission_Rate', 'currency'),
			field('Taxable', 'boolean'),
			pickListField('Usage_Unit', ['Box', 'Carton', 'Dozen', 'Each', 'Hours', 'Lb', 'Pack', 'Pieces', 'Quantity']),
			field('Qty_in_Stock', 'double', { label: 'Quantity in Stock' }),
			field('Qty_in_Demand', 'double', { label: 'Quantity in Demand' }),
			field('Reorder_Level', 'double'),
		],
	});
}

function vendors(): ModuleDefinition {
	return build({
		number: 2193,
		firstField: 4101,
		apiName: 'Vendors',
		label: 'Vendor',
		plural: 'Vendors',
		layouts: [standardLayout(91_069)],
		displayField: 'Vendor_Name',
		scopeWord: 'vendors',
		fields: [
			field('Vendor_Name', 'text', { length: 120, systemMandatory: true }),
			field('Phone', 'phone'),
			field('Email', 'email'),
			field('Website', 'website'),
			pickListField('GL_Account', [
				'Sales-Software',
				'Sales-Hardware',
				'Rental-Income',
				'Interest-Income',
				'Sales-Software-Support',
				'Sales Other',
				'Internet Sales',
				'Service-Hardware Labor',
				'Sales-Books',
			]),
			field('Category', 'text', { length: 50 }),
			...addressFields('', 'Zip_Code'),
		],
	});
}

function campaigns(): ModuleDefinition {
	return build({
		number: 2191,
		firstField: 4001,
		apiName: 'Campaigns',
		label: 'Campaign',
		plural: 'Campaigns',
		layouts: [standardLayout(91_071)],
		displayField: 'Campaign_Name',
		scopeWord: 'campaigns',
		fields: [
			field('Campaign_Name', 'text', { length: 120, systemMandatory: true }),
			pickListField('Type', [
				'Conference',
				'Webinar',
				'Trade Show',
				'Public Relations',
				'Partners',
				'Referral Program',
				'Advertisement',
				'Banner Ads',
				'Direct mail',
				'Email',
				'Telemarketing',
				'Others',
			]),
			pickListField('Status', ['Planning', 'Active', 'Inactive', 'Complete']),
			field('Start_Date', 'date'),
			field('End_Date', 'date'),
			field('Expected_Revenue', 'currency'),
			field('Budgeted_Cost', 'currency'),
			field('Actual_Cost', 'currency'),
			field('Expected_Response', 'bigint'),
			field('Parent_Campaign', 'lookup', { lookupModule: 'Campaigns' }),
		],
	});
}

/** Billing and shipping address of orders, and what the line items come to. */
function orderFields(items: string): FieldSketch[] {
	return [
		...addressFields('Billing_', 'Code'),
		...addressFields('Shipping_', 'Code'),
		field(items, 'subform', { subformModule: items, systemMandatory: true }),
		readOnlyField('Sub_Total', 'currency'),
		field('Discount', 'currency'),
		readOnlyField('Tax', 'currency'),
		field('Adjustment', 'currency'),
		readOnlyField('Grand_Total', 'currency'),
		field('Terms_and_Conditions', 'textarea', { length: 32_000 }),
	];
}

const customer = (): FieldSketch[] => [
	field('Contact_Name', 'lookup', { lookupModule: 'Contacts' }),
	field('Account_Name', 'lookup', { lookupModule: 'Accounts' }),
];

function quotes(): ModuleDefinition {
	return build({
		number: 2195,
		firstField: 4201,
		apiName: 'Quotes',
		label: 'Quote',
		plural: 'Quotes',
		layouts: [standardLayout(91_073, ['Account_Name'])],
		displayField: 'Subject',
		scopeWord: 'quotes',
		fields: [
			field('Subject', 'text', { systemMandatory: true }),
			readOnlyField('Quote_Number', 'autonumber'),
			field('Deal_Name', 'lookup', { lookupModule: 'Deals' }),
			pickListField('Quote_Stage', [
				'Draft',
				'Negotiation',
				'Delivered',
				'On Hold',
				'Confirmed',
				'Closed Won',
				'Closed Lost',
			]),
			field('Valid_Till', 'date', { label: 'Valid Until' }),
			pickListField('Carrier', CARRIERS),
			field('Team', 'text', { length: 50 }),
			...customer(),
			...orderFields('Quoted_Items'),
		],
	});
}

function salesOrders(): ModuleDefinition {
	return build({
		number: 2197,
		firstField: 4301,
		apiName: 'Sales_Orders',
		label: 'Sales Order',
		plural: 'Sales Orders',
		layouts: [standardLayout(91_075, ['Account_Name'])],
		displayField: 'Subject',
		scopeWord: 'salesorders',
		fields: [
			field('Subject', 'text', { systemMandatory: true }),
			readOnlyField('SO_Number', 'autonumber'),
			field('Deal_Name', 'lookup', { lookupModule: 'Deals' }),
			field('Quote_Name', 'lookup', { lookupModule: 'Quotes' }),
			field('Purchase_Order', 'text', { length: 120 }),
			field('Customer_No', 'text', { label: 'Customer No.', length: 120 }),
			field('Due_Date', 'date'),
			field('Pending', 'text', { length: 120 }),
			pickListField('Status', ORDER_STATES),
			pickListField('Carrier', CARRIERS),
			field('Sales_Commission', 'currency'),
			field('Excise_Duty', 'currency'),
			...customer(),
			...orderFields('Ordered_Items'),
		],
	});
}

function invoices(): ModuleDefinition {
	return build({
		number: 2199,
		firstField: 4401,
		apiName: 'Invoices',
		label: 'Invoice',
		plural: 'Invoices',
		layouts: [standardLayout(91_077, ['Account_Name'])],
		displayField: 'Subject',
		scopeWord: 'invoices',
		fields: [
			field('Subject', 'text', { systemMandatory: true }),
			readOnlyField('Invoice_Number', 'autonumber'),
			field('Sales_Order', 'lookup', { lookupModule: 'Sales_Orders' }),
			field('Deal_Name', 'lookup', { lookupModule: 'Deals' }),
			field('Invoice_Date', 'date'),
			field('Due_Date', 'date'),
			field('Purchase_Order', 'text', { length: 120 }),
			pickListField('Status', ORDER_STATES),
			field('Sales_Commission', 'currency'),
			field('Excise_Duty', 'currency'),
			...customer(),
			...orderFields('Invoiced_Items'),
		],
	});
}

/** The lines of an order: a product, how many, for how much. That the quantity is mandatory is ASSUMED. Source: records 15. */
function lineItems(apiName: string, label: string, order: string, scopeWord: string, number: number): ModuleDefinition {
	return subform(apiName, label, order, scopeWord, number, [
		field('Product_Name', 'lookup', { lookupModule: 'Products', systemMandatory: true }),
		field('Quantity', 'double', { systemMandatory: true }),
		field('List_Price', 'currency'),
		readOnlyField('Total', 'currency', { label: 'Amount' }),
		field('Discount', 'currency'),
		readOnlyField('Total_After_Discount', 'currency'),
		field('Line_Tax', 'linetax'),
		readOnlyField('Tax', 'currency'),
		readOnlyField('Net_Total', 'currency', { label: 'Total' }),
		field('Description', 'textarea', { length: 2000 }),
	]);
}

/** Products, what is sold of them, and to whom. */
export function inventoryModules(): ModuleDefinition[] {
	return [
		products(),
		vendors(),
		quotes(),
		salesOrders(),
		invoices(),
		campaigns(),
		lineItems('Quoted_Items', 'Quoted Items', 'Quotes', 'quotes', 386_001),
		lineItems('Ordered_Items', 'Ordered Items', 'Sales_Orders', 'salesorders', 387_001),
		lineItems('Invoiced_Items', 'Invoiced Items', 'Invoices', 'invoices', 388_001),
	];
}
