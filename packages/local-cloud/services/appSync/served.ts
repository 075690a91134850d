/** What serves an API, apart from the list of APIs: it needs GraphQL's packages, which a stack without AppSync does not load. */
export { ServedApi } from "./api";
export { buildDefinition, lambdaOf, resolverField } from "./definition";
export { serveRequest } from "./serveRequest";
