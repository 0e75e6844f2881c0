#include "loadtest/report/report_sheet.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

constexpr Text kLabel{"Label", "Метка"};

TEST(ReportSheet, LabelsTheFirstLineOfASectionAndAlignsTheRest) {
    ReportSheet sheet(Language::russian);
    sheet.begin(kLabel);
    sheet.add("one");
    sheet.add({"{n} two", "{n} два"}, {{"n", "2"}});
    EXPECT_EQ(sheet.take(), "Метка        one\n             2 два\n");
}

TEST(ReportSheet, ASectionWithoutLinesLeavesNoTrace) {
    ReportSheet sheet(Language::english);
    sheet.begin({"Empty", "Пусто"});
    sheet.begin(kLabel);
    sheet.add("line");
    sheet.begin({"Empty", "Пусто"});
    EXPECT_EQ(sheet.take(), "Label        line\n");
    EXPECT_EQ(sheet.take(), "");
}

}  // namespace
}  // namespace potok::loadtest
