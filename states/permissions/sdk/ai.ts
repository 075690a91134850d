import { arnOf, named } from "../arn";
import { objectArn, s3UriArn } from "../arns";
import type { Rule } from "../call";
import { allOf, on, onGiven, passRole } from "../rules";
import { anywhere, type Entry, type RuleOf } from "./table";

/** An object of S3 that the caller must be able to read. */
const reads =
  (field: string): Rule =>
  (call) =>
    call.argument(...field.split("."), "Bucket").kind === "absent"
      ? []
      : on(["s3:GetObject"], `${field}.Bucket`, objectArn, `${field}.Name`)(call);

const document: RuleOf = (actions) => allOf(anywhere(actions), reads("Document.S3Object"));
const documentJob =
  (service: string, source: string): RuleOf =>
  (actions) =>
    allOf(anywhere(actions), reads(source), passRole("NotificationChannel.RoleArn", service));

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazontextract.html */
export const textract: readonly Entry[] = [
  ["analyzeDocument analyzeExpense detectDocumentText", document],
  [
    "startDocumentAnalysis startDocumentTextDetection startExpenseAnalysis startLendingAnalysis",
    documentJob("textract", "DocumentLocation.S3Object"),
  ],
  [
    "getDocumentAnalysis getDocumentTextDetection getExpenseAnalysis getLendingAnalysis getLendingAnalysisSummary",
    anywhere,
  ],
];

const collection = named("rekognition", "collection/", "a collection");
const image: RuleOf = (actions) => allOf(anywhere(actions), reads("Image.S3Object"));

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrekognition.html */
export const rekognition: readonly Entry[] = [
  [
    "detectFaces detectLabels detectText detectModerationLabels detectProtectiveEquipment recognizeCelebrities",
    image,
  ],
  [
    "compareFaces",
    (actions) => allOf(anywhere(actions), reads("SourceImage.S3Object"), reads("TargetImage.S3Object")),
  ],
  [
    "indexFaces searchFacesByImage",
    (actions) => allOf(on(actions, "CollectionId", collection), reads("Image.S3Object")),
  ],
  [
    "searchFaces listFaces deleteFaces describeCollection deleteCollection",
    (actions) => on(actions, "CollectionId", collection),
  ],
  ["createCollection listCollections", anywhere],
  [
    "startLabelDetection startTextDetection startFaceDetection startContentModeration startCelebrityRecognition startPersonTracking startSegmentDetection",
    documentJob("rekognition", "Video.S3Object"),
  ],
  [
    "getLabelDetection getTextDetection getFaceDetection getContentModeration getCelebrityRecognition getPersonTracking getSegmentDetection",
    anywhere,
  ],
];

const transcription = named("transcribe", "transcription-job/", "a transcription job");

/** The caller reads the media and writes the transcript, unless the job has a role of its own. */
const transcribeFiles: Rule = (call) => {
  if (call.argument("JobExecutionSettings", "DataAccessRoleArn").kind !== "absent")
    return passRole("JobExecutionSettings.DataAccessRoleArn", "transcribe")(call);
  const read = onGiven(["s3:GetObject"], "Media.MediaFileUri", s3UriArn)(call);
  if (call.argument("OutputBucketName").kind === "absent") return read;
  return [...read, ...on(["s3:PutObject"], "OutputBucketName", objectArn)(call)];
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazontranscribe.html */
export const transcribe: readonly Entry[] = [
  ["startTranscriptionJob", (actions) => allOf(anywhere(actions), transcribeFiles)],
  ["listTranscriptionJobs", anywhere],
  [
    "getTranscriptionJob deleteTranscriptionJob",
    (actions) => on(actions, "TranscriptionJobName", transcription),
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonpolly.html */
export const polly: readonly Entry[] = [
  ["synthesizeSpeech describeVoices getSpeechSynthesisTask listSpeechSynthesisTasks", anywhere],
  [
    "startSpeechSynthesisTask",
    (actions) => allOf(anywhere(actions), on(["s3:PutObject"], "OutputS3BucketName", objectArn)),
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazontranslate.html */
export const translate: readonly Entry[] = [
  [
    "translateText listLanguages describeTextTranslationJob listTextTranslationJobs stopTextTranslationJob",
    anywhere,
  ],
  [
    "startTextTranslationJob",
    (actions) => allOf(anywhere(actions), passRole("DataAccessRoleArn", "translate")),
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncomprehend.html */
export const comprehend: readonly Entry[] = [
  [
    "detectSentiment detectDominantLanguage detectKeyPhrases detectPiiEntities detectSyntax detectTargetedSentiment detectToxicContent containsPiiEntities batchDetectSentiment batchDetectDominantLanguage batchDetectEntities batchDetectKeyPhrases batchDetectSyntax batchDetectTargetedSentiment",
    anywhere,
  ],
  // Only a recognizer of one's own, at an endpoint, is a resource.
  [
    "detectEntities",
    (actions) => (call) =>
      call.argument("EndpointArn").kind === "absent"
        ? anywhere(actions)(call)
        : on(
            actions,
            "EndpointArn",
            arnOf("an endpoint's ARN", (text) =>
              /^arn:[^:]+:comprehend:[^*?]+$/.test(text) ? text : undefined,
            ),
          )(call),
  ],
];
