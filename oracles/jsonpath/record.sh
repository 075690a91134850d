#!/bin/sh
# Asks Jayway JsonPath the questions of questions.json, and writes the answers that test/packages/asl/jsonpath/jayway.test.ts reads.
# Needs Java and Maven. The version that Step Functions reads paths with is 2.0.0; VERSION=2.9.0 shows what later ones answer.
set -e
cd "$(dirname "$0")"
version=${VERSION:-2.0.0}
build=$(mktemp -d)
trap 'rm -r "$build"' EXIT
cat > "$build/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>oracles</groupId><artifactId>jsonpath</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.jayway.jsonpath</groupId><artifactId>json-path</artifactId><version>$version</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.4.5</version></dependency>
  </dependencies>
</project>
POM
mvn -q -f "$build/pom.xml" dependency:copy-dependencies -DoutputDirectory="$build/lib"
javac -d "$build" -cp "$build/lib/*" Jayway.java
answers=${ANSWERS:-../../test/packages/asl/jsonpath/jayway.json}
java -cp "$build:$build/lib/*" Jayway < questions.json 2> /dev/null > "$build/answers.json"
cp "$build/answers.json" "$answers"
