import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Says of PDFs which rules of a profile they break, by the veraPDF engine.
 *
 * <p>Arguments: the profile's file name in the engine, such as PDFUA-1, and the PDFs. Prints the
 * number of rules, then a line for each broken rule of each file: number of the file, clause, test,
 * message. The engine reads its profiles by a library that this jar lacks, so they are read here.
 */
public class Validate {
    private static final String FOLDER = "/org/verapdf/pdfa/validation/";

    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = profile(words[0]);
        System.out.println(profile.getRules().size());
        for (int at = 1; at < words.length; at++) {
            for (String broken : broken(profile, new File(words[at]))) {
                System.out.println((at - 1) + "\t" + broken);
            }
        }
    }

    private static Set<String> broken(ValidationProfile profile, File file) throws Exception {
        Set<String> found = new TreeSet<>();
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() == TestAssertion.Status.FAILED) {
                    RuleId rule = one.getRuleId();
                    found.add(rule.getClause() + "\t" + rule.getTestNumber() + "\t" + one.getMessage());
                }
            }
            if (!result.isCompliant() && found.isEmpty()) {
                found.add("\t\tnot compliant");
            }
        }
        return found;
    }

    private static ValidationProfile profile(String name) throws Exception {
        try (InputStream file = Validate.class.getResourceAsStream(FOLDER + name + ".xml")) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            Document read = factory.newDocumentBuilder().parse(file);
            Set<Rule> rules = new HashSet<>();
            for (Element one : all(read.getDocumentElement(), "rule")) {
                rules.add(rule(one));
            }
            Set<Variable> variables = new HashSet<>();
            for (Element one : all(read.getDocumentElement(), "variable")) {
                variables.add(
                        Profiles.variableFromValues(
                                one.getAttribute("name"),
                                one.getAttribute("object"),
                                text(one, "defaultValue"),
                                text(one, "value")));
            }
            String flavour = read.getDocumentElement().getAttribute("flavour");
            return Profiles.profileFromValues(
                    PDFAFlavour.valueOf(flavour),
                    Profiles.profileDetailsFromValues(name, name, "", new Date(0)),
                    "",
                    rules,
                    variables);
        }
    }

    private static Rule rule(Element one) {
        Element id = all(one, "id").get(0);
        RuleId named =
                Profiles.ruleIdFromValues(
                        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"),
                        Integer.parseInt(id.getAttribute("testNumber")));
        ErrorDetails error = Profiles.errorFromValues(text(one, "message"), new ArrayList<>());
        Boolean deferred = one.hasAttribute("deferred") ? Boolean.valueOf(one.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
                named,
                one.getAttribute("object"),
                deferred,
                one.getAttribute("tags"),
                text(one, "description"),
                text(one, "test"),
                error,
                new ArrayList<>());
    }

    private static List<Element> all(Element within, String name) {
        NodeList found = within.getElementsByTagName(name);
        List<Element> all = new ArrayList<>();
        for (int at = 0; at < found.getLength(); at++) {
            all.add((Element) found.item(at));
        }
        return all;
    }

    private static String text(Element within, String name) {
        List<Element> found = all(within, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }
}
