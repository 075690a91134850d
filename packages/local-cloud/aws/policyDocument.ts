/** A policy document as JSON text, or as the value of it. */
export type PolicyDocument = string | object;
