import { allow, called, FUNCTION, itNeeds, machine } from "./support";

describe("requiredPermissions of a Lambda function", () => {
  const invoke = (...resources: string[]) => [
    allow("LambdaInvokeFunction", "lambda:InvokeFunction", ...resources),
  ];
  const names: [string, object, string][] = [
    ["a name", { FunctionName: "f" }, `${FUNCTION}:f`],
    ["a name with an alias", { FunctionName: "f:live" }, `${FUNCTION}:f:live`],
    ["an ARN", { FunctionName: `${FUNCTION}:f` }, `${FUNCTION}:f`],
    ["an ARN with a version", { FunctionName: `${FUNCTION}:f:7` }, `${FUNCTION}:f:7`],
    ["an ARN with $LATEST", { FunctionName: `${FUNCTION}:f:$LATEST` }, `${FUNCTION}:f:$LATEST`],
    [
      "a partial ARN",
      { FunctionName: "444455556666:function:f" },
      "arn:aws:lambda:eu-west-1:444455556666:function:f",
    ],
    ["a Qualifier", { FunctionName: "f", Qualifier: "live" }, `${FUNCTION}:f:live`],
    ["a version as Qualifier", { FunctionName: "f", Qualifier: "7" }, `${FUNCTION}:f:*`],
    ["a Qualifier of the run", { FunctionName: "f", Qualifier: "{% $q %}" }, `${FUNCTION}:f:*`],
  ];
  for (const [title, args, arn] of names) {
    itNeeds(`by ${title}`, called("lambda:invoke", args), invoke(arn));
    itNeeds(`by ${title}, as a callback`, called("lambda:invoke.waitForTaskToken", args), invoke(arn));
    itNeeds(`by ${title}, through the SDK`, called("aws-sdk:lambda:invoke", args), invoke(arn));
  }
  itNeeds(
    "by its ARN as Resource",
    machine({ Resource: `${FUNCTION}:f:live` }),
    invoke(`${FUNCTION}:f:live`),
  );
  itNeeds(
    "in JSONPath",
    {
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke",
          Parameters: { FunctionName: "f", "Payload.$": "$" },
        },
      },
    },
    invoke(`${FUNCTION}:f`),
  );
  itNeeds(
    "in another partition",
    called("lambda:invoke", { FunctionName: "f" }),
    invoke("arn:aws-cn:lambda:cn-north-1:111122223333:function:f"),
    { partition: "aws-cn", region: "cn-north-1", accountId: "111122223333" },
  );
});
