#!/bin/sh
# Asks a validator in Java the questions of questions.json, and writes the answers that test/packages/local-cloud/services/apiGateway/modelValidator.test.ts reads.
# Needs Java and Maven, without which it says so and changes nothing. That API Gateway uses this validator is inferred from the words of its messages.
set -e
cd "$(dirname "$0")"
for command in mvn javac java; do
  if ! command -v $command > /dev/null; then
    echo "skipped: there is no $command"
    exit 0
  fi
done
version=${VERSION:-2.2.14}
build=$(mktemp -d)
trap 'rm -r "$build"' EXIT
cat > "$build/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>oracles</groupId><artifactId>schema</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.github.java-json-tools</groupId><artifactId>json-schema-validator</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
mvn -q -f "$build/pom.xml" dependency:copy-dependencies -DoutputDirectory="$build/lib"
javac -d "$build" -cp "$build/lib/*" Validator.java
answers=${ANSWERS:-../../test/packages/local-cloud/services/apiGateway/modelValidator.json}
java -cp "$build:$build/lib/*" Validator < questions.json > "$build/answers.json"
cp "$build/answers.json" "$answers"
