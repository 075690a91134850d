import * as pulumi from "@pulumi/pulumi";
import { COFFEE_TYPES, ID, MAX_QUANTITY, PRICES_IN_CENTS } from "../../handlers/orders/order";

const id = { type: "string", pattern: ID };
const text = { type: "string", minLength: 1, maxLength: 200 };

/** The body of `POST /order`: JSON Schema draft 4, which is what API Gateway reads. */
export const ORDER_SCHEMA = {
  $schema: "http://json-schema.org/draft-04/schema#",
  title: "Order",
  type: "object",
  required: ["order"],
  additionalProperties: false,
  properties: {
    order: {
      type: "object",
      required: ["accountid", "orderdate", "vendorid", "city", "details", "eventtype"],
      additionalProperties: false,
      properties: {
        accountid: id,
        orderdate: text,
        vendorid: id,
        city: text,
        details: {
          type: "object",
          required: ["coffeetype", "coffeesize", "unitprice", "quantity"],
          additionalProperties: false,
          properties: {
            coffeetype: { type: "string", enum: COFFEE_TYPES },
            coffeesize: { type: "string", enum: Object.keys(PRICES_IN_CENTS) },
            unitprice: { type: "number" },
            quantity: { type: "integer", minimum: 1, maximum: MAX_QUANTITY },
          },
          // Each size has its price.
          oneOf: Object.entries(PRICES_IN_CENTS).map(([size, cents]) => ({
            properties: { coffeesize: { enum: [size] }, unitprice: { enum: [cents / 100] } },
          })),
        },
        eventtype: { type: "array", items: text, maxItems: 10 },
      },
    },
  },
};

/**
 * The body of a `POST` as the input of StartExecution. `escapeJavaScript` also escapes `'`, which JSON does not know.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function startTemplate(stateMachineArn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`#set($input_text = $util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'"))
{
  "stateMachineArn": "${stateMachineArn}",
  "input": "$input_text"
}`;
}

/** The response to an order that was accepted. */
export const STARTED_TEMPLATE = `#set($arn = $input.path('$.executionArn'))
{
  "executionArn": "$arn",
  "orderid": "$arn.split(':').get(7)"
}`;

const UNAVAILABLE = '{"message": "the order could not be accepted; try again"}';

/**
 * The responses to an order that was rejected; they do not disclose Step Functions' own errors, most of which have status
 * 400 even if they are not the client's fault: only an invalid input is.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html#API_StartExecution_Errors
 */
export const ERROR_TEMPLATE = {
  client: `#set($type = "$input.path('$.__type')")
#if($type.contains("InvalidExecutionInput"))
{"message": "the order was not accepted"}
#elseif($type.contains("Throttling") || $type.contains("LimitExceeded"))
#set($context.responseOverride.status = 429)
{"message": "too many orders at once; try again"}
#else
#set($context.responseOverride.status = 500)
${UNAVAILABLE}
#end`,
  server: UNAVAILABLE,
};
