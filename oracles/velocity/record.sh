#!/bin/sh
# Asks Velocity 1.7 the questions of questions.json, and writes the answers that test/packages/local-cloud/services/apiGateway/velocityEngine.test.ts reads.
# Needs Java and Maven, without which it says so and changes nothing.
set -e
cd "$(dirname "$0")"
for command in mvn javac java; do
  if ! command -v $command > /dev/null; then
    echo "skipped: there is no $command"
    exit 0
  fi
done
version=${VERSION:-1.7}
build=$(mktemp -d)
trap 'rm -r "$build"' EXIT
cat > "$build/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>oracles</groupId><artifactId>velocity</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.velocity</groupId><artifactId>velocity</artifactId><version>$version</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.17.2</version></dependency>
  </dependencies>
</project>
POM
mvn -q -f "$build/pom.xml" dependency:copy-dependencies -DoutputDirectory="$build/lib"
javac -d "$build" -cp "$build/lib/*" Velocity.java
answers=${ANSWERS:-../../test/packages/local-cloud/services/apiGateway/velocityEngine.json}
java -cp "$build:$build/lib/*" Velocity < questions.json > "$build/answers.json"
cp "$build/answers.json" "$answers"
