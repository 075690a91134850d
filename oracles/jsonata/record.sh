#!/bin/sh
# Asks the Java port of JSONata the questions of questions.json, and writes the answers that test/packages/asl/engine/jsonataPort.test.ts reads.
# Needs Java and Maven, without which it says so and changes nothing. Step Functions runs JSONata on Java; 0.9.8 is the last version without `??`, which it refuses.
set -e
cd "$(dirname "$0")"
for command in mvn javac java; do
  if ! command -v $command > /dev/null; then
    echo "skipped: there is no $command"
    exit 0
  fi
done
version=${VERSION:-0.9.8}
build=$(mktemp -d)
trap 'rm -r "$build"' EXIT
cat > "$build/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>oracles</groupId><artifactId>jsonata</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.dashjoin</groupId><artifactId>jsonata</artifactId><version>$version</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.17.2</version></dependency>
  </dependencies>
</project>
POM
mvn -q -f "$build/pom.xml" dependency:copy-dependencies -DoutputDirectory="$build/lib"
javac -d "$build" -cp "$build/lib/*" Dashjoin.java
answers=${ANSWERS:-../../test/packages/asl/engine/jsonataPort.json}
java -cp "$build:$build/lib/*" Dashjoin < questions.json > "$build/answers.json"
cp "$build/answers.json" "$answers"
